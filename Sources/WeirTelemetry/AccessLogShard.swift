public import WeirCore

/// One event loop's end of the access log: collects lines and hands them over in batches.
public final class AccessLogShard {
    init() {}

    /// Whether lines go anywhere.
    public var isEnabled: Bool { true }

    /// Names of a newer configuration. Those of earlier ones stay for the exchanges that still run under them.
    public func adopt(_ names: LogNames) {
    }

    /// Adds the line of an exchange that has ended.
    ///
    /// - Parameter hasHead: whether `head` was parsed; if not, what it would tell is left out.
    public func record(_ record: borrowing ExchangeRecord, head: borrowing RequestHead, hasHead: Bool) {
    }

    /// Hands over what has been collected. Called at the end of a loop's tick or by a short timer.
    public func flush() {
    }
}
