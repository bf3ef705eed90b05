import Glibc

/// The thread that writes log lines.
///
/// It holds one batch at a time. What a destination does not take now is tried again; lines are only dropped when
/// nobody reads any more, when the file is replaced in the middle of one, or at the end.
final class LogWriter {
    private let queue: LogQueue
    private let finished: LogFinish
    private var sink: LogSink
    private var batch = LogBatch()
    /// Bytes of the batch that are written.
    private var offset = 0
    private var ending: LogQueue.Ending?
    /// Whether a line was dropped after the end was ordered.
    private var lostAtEnd = false

    private init(queue: LogQueue, sink: LogSink, finished: LogFinish) {
        self.queue = queue
        self.sink = sink
        self.finished = finished
    }

    /// Starts the thread. It ends after `LogQueue.end` and says so by `finished`.
    static func start(queue: LogQueue, sink: LogSink, finished: LogFinish) throws(AccessLogError) {
        let writer = Unmanaged.passRetained(LogWriter(queue: queue, sink: sink, finished: finished))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<LogWriter>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, writer.toOpaque())
        guard code == 0 else {
            writer.release()
            throw AccessLogError(path: "its thread", code: code)
        }
    }

    private func run() {
        // All signals go to other threads. SIGPIPE is the one that matters: writing then fails with EPIPE instead.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while !isOver() {
            obey()
            queue.take(&batch)
            if batch.bytes.isEmpty {
                if ending != nil { break }
                pause([], atMost: -1)
            } else {
                writeBatch()
            }
        }
        finished.report(complete: queue.close() && !lostAtEnd)
    }

    /// Writes the batch as far as can be before the end.
    private func writeBatch() {
        while offset < batch.bytes.count, !isOver() {
            obey()
            switch batch.bytes.withUnsafeBytes({ sink.write(UnsafeRawBufferPointer(rebasing: $0[offset...])) }) {
            case .wrote(let count): offset += count
            case .stalled: pause([(sink.descriptor, POLLOUT)], atMost: -1)
            case .refused: pause([], atMost: Self.retryMilliseconds)
            case .gone: dropRest()
            }
        }
        if offset < batch.bytes.count { dropRest() }
        batch.removeAll()
        offset = 0
    }

    /// Waits for orders or lines, one of the descriptors, the end, or so many milliseconds; negative: no limit.
    private func pause(_ descriptors: [(Int32, Int32)], atMost milliseconds: Int64) {
        var patience = milliseconds
        if let ending {
            let rest = max(0, (ending.deadline - MonotonicClock.now()) / 1_000_000 + 1)
            patience = patience < 0 ? rest : min(patience, rest)
        }
        let timeout = Int32(clamping: patience)
        Descriptors.wait(descriptors + [(queue.wakeup.descriptor, POLLIN)], milliseconds: timeout)
        queue.wakeup.clear()
    }

    /// Takes notice of what was ordered meanwhile.
    private func obey() {
        let orders = queue.orders()
        ending = orders.ending
        guard let newSink = orders.newSink else { return }
        sink = newSink
        if offset > 0, batch.bytes[offset - 1] != Self.newline { skipLine() }
    }

    /// Gives up a line of which a part went to a file that is no longer ours.
    private func skipLine() {
        let rest = batch.bytes[offset...]
        offset = (rest.firstIndex(of: Self.newline) ?? rest.endIndex - 1) + 1
        queue.countDropped(1)
    }

    private func dropRest() {
        queue.countDropped(batch.bytes[offset...].count { $0 == Self.newline })
        if ending != nil { lostAtEnd = true }
        offset = batch.bytes.count
    }

    private func isOver() -> Bool {
        guard let ending else { return false }
        return ending.deadline <= MonotonicClock.now()
    }

    private static let newline = UInt8(ascii: "\n")
    /// How long to wait before trying again what was refused without a word on when it may work.
    private static let retryMilliseconds: Int64 = 250
}
