import Synchronization

/// What event loops have handed over and the writer has not taken yet.
///
/// Two buffers take turns: the loops fill one while the writer empties the other, so that steady running allocates
/// nothing.
final class LogQueue: Sendable {
    private let state: Mutex<State>
    private let lost = Atomic<UInt64>(0)
    /// Wakes the writer.
    let wakeup: Wakeup
    /// Bytes that may wait in each of the two buffers.
    private let limit: Int

    private struct State {
        var waiting = LogBatch()
        var writerSleeps = false
        var newSink: LogSink?
        var ending: Ending?
        var isClosed = false
    }

    /// Until when the writer may go on.
    struct Ending {
        /// Nanoseconds of the monotonic clock.
        var deadline: Int64
    }

    /// What the writer has to do next.
    struct Orders {
        var newSink: LogSink?
        var ending: Ending?
    }

    init(memoryLimit: Int) throws(AccessLogError) {
        wakeup = try Wakeup()
        limit = max(1, memoryLimit / 2)
        state = Mutex(State())
    }

    /// Lines lost so far.
    var dropped: UInt64 { lost.load(ordering: .relaxed) }

    func countDropped(_ lines: Int) {
        lost.add(UInt64(lines), ordering: .relaxed)
    }

    /// Takes over whole lines, or drops and counts them when there is no room. Copies the bytes.
    func add(_ bytes: UnsafeRawBufferPointer, lines: Int) {
        let (fits, wakes) = state.withLock { state in
            guard !state.isClosed, state.waiting.add(bytes, lines: lines, limit: limit) else { return (false, false) }
            defer { state.writerSleeps = false }
            return (true, state.writerSleeps)
        }
        if !fits { countDropped(lines) }
        if wakes { wakeup.signal() }
    }

    /// Exchanges the writer's empty batch for what waits. The writer must poll `wakeup` after it got an empty one.
    func take(_ batch: inout LogBatch) {
        state.withLock { state in
            swap(&state.waiting, &batch)
            state.writerSleeps = batch.bytes.isEmpty
        }
    }

    /// Orders for the writer; a new sink is handed out once.
    func orders() -> Orders {
        state.withLock { state in
            defer { state.newSink = nil }
            return Orders(newSink: state.newSink, ending: state.ending)
        }
    }

    /// The writer is to go on with another sink.
    func replace(_ sink: LogSink) {
        state.withLock { $0.newSink = sink }
        wakeup.signal()
    }

    /// The writer is to end once nothing waits, or when the deadline has passed. The first call counts.
    func end(by deadline: Int64) {
        state.withLock { state in
            if state.ending == nil { state.ending = Ending(deadline: deadline) }
        }
        wakeup.signal()
    }

    /// Takes no more lines; what waits is dropped and counted.
    ///
    /// - Returns: whether nothing waited.
    func close() -> Bool {
        let lines = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = LogBatch() }
            return state.waiting.lines
        }
        countDropped(lines)
        return lines == 0
    }
}

/// Whole lines that wait together.
struct LogBatch {
    private(set) var bytes: [UInt8] = []
    private(set) var lines = 0

    /// False: there is no room.
    mutating func add(_ more: UnsafeRawBufferPointer, lines moreLines: Int, limit: Int) -> Bool {
        let needed = bytes.count + more.count
        guard needed <= limit else { return false }
        // Growing by ourselves: what an array does on its own could take more than the limit.
        if needed > bytes.capacity { bytes.reserveCapacity(min(limit, max(needed, 2 * bytes.capacity))) }
        bytes.append(contentsOf: more)
        lines += moreLines
        return true
    }

    /// Makes room; memory that a stall made grow is given back.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        lines = 0
    }
}
