import Glibc
import Synchronization

/// How the writer says that it has ended.
final class LogFinish: Sendable {
    private let wakeup: Wakeup
    private let complete = Atomic<Bool>(false)

    init() throws(AccessLogError) {
        wakeup = try Wakeup()
    }

    /// - Parameter complete: whether every line was written since the end was ordered.
    func report(complete: Bool) {
        self.complete.store(complete, ordering: .releasing)
        wakeup.signal()
    }

    /// Blocks until the report or the deadline (nanoseconds of the monotonic clock). Nil: no report came.
    func wait(until deadline: Int64) -> Bool? {
        repeat {
            let rest = max(0, deadline - MonotonicClock.now()) / 1_000_000 + 1
            let ready = Descriptors.wait([(wakeup.descriptor, POLLIN)], milliseconds: Int32(clamping: rest))
            if ready { return complete.load(ordering: .acquiring) }
        } while MonotonicClock.now() < deadline
        return nil
    }
}
