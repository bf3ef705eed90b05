public import WeirCore
import WeirModel

/// One event loop's end of the access log: collects lines and hands them over in batches.
public final class AccessLogShard {
    private let queue: LogQueue?
    private let format: LogFormat
    private var names: NamesByGeneration<LogNames>
    private var clock = TimestampText()
    private var writer = JSONWriter()
    private var lines = 0

    /// Bytes that are handed over without waiting for `flush`.
    static let batchBytes = 32 * 1024

    init(queue: LogQueue?, format: LogFormat, names: LogNames) {
        self.queue = queue
        self.format = format
        self.names = NamesByGeneration(names)
    }

    /// Whether lines go anywhere.
    public var isEnabled: Bool { queue != nil }

    /// Names of a newer configuration. Those of earlier ones stay for the exchanges that still run under them.
    public func adopt(_ names: LogNames) {
        self.names.adopt(names)
    }

    /// Adds the line of an exchange that has ended.
    ///
    /// - Parameter hasHead: whether `head` was parsed; if not, what it would tell is left out.
    public func record(_ record: borrowing ExchangeRecord, head: borrowing RequestHead, hasHead: Bool) {
        guard isEnabled else { return }
        let names = names.of(record.generation)
        switch format {
        case .json:
            writer.accessLine(record, head: head, hasHead: hasHead, names: names, clock: &clock)
        case .text:
            writer.text.accessLine(record, head: head, hasHead: hasHead, names: names, clock: &clock)
        }
        lines += 1
        if writer.text.count >= Self.batchBytes { flush() }
    }

    /// Hands over what has been collected. Called at the end of a loop's tick or by a short timer.
    public func flush() {
        guard let queue, lines > 0 else { return }
        writer.text.withBytes { queue.add($0, lines: lines) }
        writer.text.removeAll()
        lines = 0
    }
}
