import Synchronization
import WeirModel

@testable import WeirTelemetry

/// An access log whose lines wait for a test to take them.
///
/// It is used again by later processes: each has file descriptors, and workers, which live as long as a real process,
/// are never freed.
final class TappedLog: Sendable {
    private static let unused = Mutex<[TappedLog]>([])

    let log: AccessLog
    private let queue: LogQueue

    private init() throws {
        queue = try LogQueue(memoryLimit: 64 << 20)
        log = try AccessLog(AccessLogSettings(), queue: queue)
    }

    static func take() throws -> TappedLog {
        try unused.withLock { $0.popLast() } ?? TappedLog()
    }

    /// Nothing is written to it any more.
    func give() {
        _ = takeLines()
        Self.unused.withLock { $0.append(self) }
    }

    func takeLines() -> [String] {
        var batch = LogBatch()
        queue.take(&batch)
        return String(decoding: batch.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
