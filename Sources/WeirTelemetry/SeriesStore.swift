import Synchronization

/// The counters of one family in one shard, as readers see them.
final class SeriesStore: Sendable {
    /// Numbers kept for each series.
    let cells: Int
    private let blocks = Mutex<[CounterBlock]>([])
    private let used = Atomic<Int>(0)
    private let lost = Atomic<UInt64>(0)

    init(cells: Int) {
        self.cells = cells
    }

    /// Events that found no room for their series.
    var overflow: UInt64 { lost.load(ordering: .relaxed) }

    /// Adds every series to `totals`, cell by cell.
    func add(to totals: inout [UInt64: [UInt64]]) {
        let count = used.load(ordering: .acquiring)
        let blocks = self.blocks.withLock { $0 }
        for index in 0..<count {
            let block = blocks[index / CounterBlock.capacity]
            let series = index % CounterBlock.capacity
            for cell in 0..<cells {
                totals[block.key(series: series), default: Array(repeating: 0, count: cells)][cell] &+=
                    block.value(series: series, cell: cell)
            }
        }
    }

    /// A new block for the thread that counts.
    fileprivate func grow() -> CounterBlock {
        let block = CounterBlock(cells: cells)
        blocks.withLock { $0.append(block) }
        return block
    }

    /// Shows readers one more series.
    fileprivate func publish(_ count: Int) {
        used.store(count, ordering: .releasing)
    }

    fileprivate func countOverflow() {
        lost.add(1, ordering: .relaxed)
    }
}

/// The same counters as the thread sees that counts: with an open-addressing table that finds a series by its key.
struct SeriesTable {
    let store: SeriesStore
    private var blocks: [CounterBlock] = []
    private var keys: [UInt64] = []
    /// Index of a series plus one; 0: free. A power of two, at most half used.
    private var slots: [UInt32]
    private let limit: Int

    /// - Parameter limit: series that are kept apart; events of further ones are only counted as lost.
    init(cells: Int, limit: Int = 65_536) {
        store = SeriesStore(cells: cells)
        slots = Array(repeating: 0, count: 64)
        self.limit = limit
    }

    /// Adds to a cell of a series, wrapping around: adding `0 &- 1` takes one away.
    mutating func add(_ amount: UInt64 = 1, to key: UInt64, cell: Int = 0) {
        guard let index = find(key) ?? insert(key) else { return store.countOverflow() }
        blocks[index / CounterBlock.capacity].add(amount, series: index % CounterBlock.capacity, cell: cell)
    }

    private func find(_ key: UInt64) -> Int? {
        var slot = home(of: key)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if keys[index] == key { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func insert(_ key: UInt64) -> Int? {
        let index = keys.count
        guard index < limit else { return nil }
        if index % CounterBlock.capacity == 0 { blocks.append(store.grow()) }
        blocks[index / CounterBlock.capacity].setKey(key, series: index % CounterBlock.capacity)
        keys.append(key)
        if 2 * keys.count > slots.count { rehash() } else { place(index) }
        store.publish(keys.count)
        return index
    }

    private mutating func rehash() {
        slots = Array(repeating: 0, count: 2 * slots.count)
        for index in keys.indices { place(index) }
    }

    private mutating func place(_ index: Int) {
        var slot = home(of: keys[index])
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(index + 1)
    }

    /// Multiplicative hashing: the product's upper half is the well-mixed one.
    private func home(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (slots.count - 1)
    }
}
