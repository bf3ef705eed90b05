import Synchronization

/// A fixed number of series of one family: for each its key and its cells. One thread counts, any thread reads.
final class CounterBlock: @unchecked Sendable {
    // Unsafe memory, because a class cannot hold a tail of atomics whose number is known only at run time.
    // Allocated in `init`, freed in `deinit`, never handed out; all access is atomic.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    /// Words of one series: the key, then the cells.
    private let stride: Int

    /// Series of a block.
    static let capacity = 64

    init(cells: Int) {
        stride = cells + 1
        words = .allocate(capacity: stride * Self.capacity)
        for index in 0..<stride * Self.capacity { (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: stride * Self.capacity)
        words.deallocate()
    }

    func setKey(_ key: UInt64, series: Int) {
        words[series * stride].store(key, ordering: .relaxed)
    }

    func key(series: Int) -> UInt64 {
        words[series * stride].load(ordering: .relaxed)
    }

    /// Adds to a cell, wrapping around. Only by the thread that counts, so that a load and a store do.
    @inline(__always)
    func add(_ amount: UInt64, series: Int, cell: Int) {
        let index = series * stride + 1 + cell
        words[index].store(words[index].load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    func value(series: Int, cell: Int) -> UInt64 {
        words[series * stride + 1 + cell].load(ordering: .relaxed)
    }
}
