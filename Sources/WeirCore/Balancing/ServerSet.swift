/// Servers of one upstream, by index: those a request has tried already.
///
/// The first 64 are held inline, so that the usual upstream costs no allocation.
public struct ServerSet: Sendable, Equatable {
    private var low: UInt64
    /// Bits from 64 on; its last word is never zero, so that equal sets compare equal.
    private var spill: [UInt64]

    public init() {
        low = 0
        spill = []
    }

    public var isEmpty: Bool { low == 0 && spill.isEmpty }

    /// A negative index names no server and is ignored.
    public mutating func insert(_ server: Int) {
        guard server >= 0 else { return }
        guard server >= 64 else {
            low |= 1 << UInt64(server)
            return
        }
        let word = server / 64 - 1
        while spill.count <= word { spill.append(0) }
        spill[word] |= 1 << UInt64(server % 64)
    }

    /// Whether the server of that index is in the set.
    public func contains(_ server: Int) -> Bool {
        if (0..<64).contains(server) { return low >> UInt64(server) & 1 == 1 }
        let word = server / 64 - 1
        return server >= 0 && word < spill.count && spill[word] >> UInt64(server % 64) & 1 == 1
    }
}
