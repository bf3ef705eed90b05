public import WeirModel

/// Writes access-log lines on a thread of its own, with bounded memory.
///
/// Requests never wait for it: when the destination stalls and the bound is reached, lines are dropped and counted.
public final class AccessLog: Sendable {
    private let settings: AccessLogSettings
    /// Nil: nothing is logged.
    private let worker: Worker?

    private struct Worker {
        let queue: LogQueue
        let finished: LogFinish
    }

    /// Opens the destination and starts the writer.
    ///
    /// - Parameter memoryLimit: bytes that may wait to be written, over all shards.
    public convenience init(_ settings: AccessLogSettings, memoryLimit: Int = 8 << 20) throws(AccessLogError) {
        try self.init(settings, sink: LogSink.open(settings.to), memoryLimit: memoryLimit)
    }

    /// - Parameter sink: nil: nothing is logged.
    init(_ settings: AccessLogSettings, sink: LogSink?, memoryLimit: Int) throws(AccessLogError) {
        self.settings = settings
        guard let sink else {
            worker = nil
            return
        }
        let worker = Worker(queue: try LogQueue(memoryLimit: memoryLimit), finished: try LogFinish())
        try LogWriter.start(queue: worker.queue, sink: sink, finished: worker.finished)
        self.worker = worker
    }

    /// Lines stay in `queue`, for a test to take them.
    init(_ settings: AccessLogSettings, queue: LogQueue) throws(AccessLogError) {
        self.settings = settings
        worker = Worker(queue: queue, finished: try LogFinish())
    }

    deinit {
        worker?.queue.end(by: MonotonicClock.after(.seconds(5)))
    }

    /// One event loop's end of the log. Not to be shared between threads.
    public func makeShard(names: LogNames) -> AccessLogShard {
        AccessLogShard(queue: worker?.queue, format: settings.format, names: names)
    }

    /// Lines lost since the start (`weir_log_dropped_total`).
    public var dropped: UInt64 { worker?.queue.dropped ?? 0 }

    /// Opens the file anew, after something moved it away. On failure the old file is kept. Other destinations stay.
    public func reopen() throws(AccessLogError) {
        guard case .file = settings.to, let worker, let sink = try LogSink.open(settings.to) else { return }
        worker.queue.replace(sink)
    }

    /// Writes what is waiting and stops; blocks the caller, hardly longer than `deadline`. What is then left is dropped
    /// and counted, and so are later lines of shards, which must have been flushed before.
    ///
    /// - Returns: whether everything was written.
    @discardableResult
    public func close(within deadline: Duration) -> Bool {
        guard let worker else { return true }
        worker.queue.end(by: MonotonicClock.after(deadline))
        // A write to a file on a dead network disk may hang; then the writer is left behind.
        if let complete = worker.finished.wait(until: MonotonicClock.after(deadline + .milliseconds(500))) {
            return complete
        }
        _ = worker.queue.close()
        return false
    }
}
