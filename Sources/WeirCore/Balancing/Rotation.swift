/// The order of turns in weighted round robin.
enum Rotation {
    /// Turns in one cycle. Where reduced weights add up to more, they are scaled down in proportion, none below 1;
    /// those that would be below 1 may lengthen the cycle by one turn each.
    static let longestCycle = 32_768

    /// Indices of `weights`, each as often as its weight, divided by what all have in common. Weights must be positive.
    ///
    /// Turn k of a server of weight w in a cycle of W falls into the slots `floor(k·W/w) ..< ceil((k+1)·W/w)`; of the
    /// servers that may have the slot, the one whose window closes first gets it. That always works out (Baruah et al.,
    /// "Proportionate progress", 1996), and no server is ever a whole turn ahead of or behind its share.
    static func sequence(weights: [Int]) -> [Int32] {
        let turns = reduced(weights)
        let cycle = turns.reduce(0, +)
        var windows = TurnWindows(turns: turns, cycle: cycle)
        return (0..<cycle).map { windows.next(slot: $0) }
    }

    /// Weights divided by their greatest common divisor, and scaled to `longestCycle` if they must be.
    static func reduced(_ weights: [Int]) -> [Int] {
        let divisor = max(1, weights.reduce(0, greatestCommonDivisor))
        let turns = weights.map { $0 / divisor }
        let sum = turns.reduce(0, +)
        guard sum > longestCycle else { return turns }
        return turns.map { max(1, $0 * longestCycle / sum) }
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var (larger, smaller) = (first, second)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}

/// Which servers may have which slot.
private struct TurnWindows {
    private let turns: [Int]
    private let cycle: Int
    /// Turns each server has had.
    private var taken: [Int]
    /// Servers whose window opens at a slot.
    private var opening: [[Int32]]
    /// Servers whose window is open; the smallest key has the next slot.
    private var open = SmallestFirst()

    init(turns: [Int], cycle: Int) {
        self.turns = turns
        self.cycle = cycle
        taken = Array(repeating: 0, count: turns.count)
        opening = Array(repeating: [], count: cycle + 1)
        opening[0] = (0..<Int32(turns.count)).map { $0 }
    }

    mutating func next(slot: Int) -> Int32 {
        for server in opening[slot] { open.insert(key(of: Int(server))) }
        let server = Int(open.removeSmallest() & 0xff_ffff)
        taken[server] += 1
        if taken[server] < turns[server] {
            let opens = max(slot + 1, taken[server] * cycle / turns[server])
            opening[opens].append(Int32(server))
        }
        return Int32(server)
    }

    /// End of the window first; then the server with more turns, so that it does not come twice in a row; then order.
    private func key(of server: Int) -> UInt64 {
        let closes = ((taken[server] + 1) * cycle + turns[server] - 1) / turns[server]
        let rank = 0xffff - min(turns[server], 0xffff)
        return UInt64(closes) << 40 | UInt64(rank) << 24 | UInt64(server)
    }
}

/// A binary heap.
private struct SmallestFirst {
    private var keys: [UInt64] = []

    mutating func insert(_ key: UInt64) {
        var child = keys.count
        keys.append(key)
        while child > 0, keys[(child - 1) / 2] > keys[child] {
            keys.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Requires that there is a key.
    mutating func removeSmallest() -> UInt64 {
        keys.swapAt(0, keys.count - 1)
        let smallest = keys.removeLast()
        var parent = 0
        while let child = smallerChild(of: parent), keys[child] < keys[parent] {
            keys.swapAt(child, parent)
            parent = child
        }
        return smallest
    }

    private func smallerChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < keys.count else { return nil }
        return left + 1 < keys.count && keys[left + 1] < keys[left] ? left + 1 : left
    }
}
