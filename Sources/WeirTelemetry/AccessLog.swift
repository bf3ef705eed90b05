public import WeirModel

/// Writes access-log lines on a thread of its own, with bounded memory.
///
/// Requests never wait for it: when the destination stalls and the bound is reached, lines are dropped and counted.
public final class AccessLog: Sendable {
    /// Opens the destination and starts the writer.
    ///
    /// - Parameter memoryLimit: bytes that may wait to be written, over all shards.
    public init(_ settings: AccessLogSettings, memoryLimit: Int = 8 << 20) throws(AccessLogError) {
    }

    /// One event loop's end of the log. Not to be shared between threads.
    public func makeShard(names: LogNames) -> AccessLogShard {
        AccessLogShard()
    }

    /// Lines lost since the start (`weir_log_dropped_total`).
    public var dropped: UInt64 { 0 }

    /// Opens the file anew, after something moved it away. On failure the old file is kept.
    public func reopen() throws(AccessLogError) {
    }

    /// Writes what is waiting and stops; blocks the caller, at most for `deadline`. What is then left is counted as dropped.
    /// Shards must have been flushed; their later lines are dropped.
    ///
    /// - Returns: whether everything was written.
    @discardableResult
    public func close(within deadline: Duration) -> Bool {
        true
    }
}
