import Foundation

/// Holds a script until the test says go on.
final class Gate: Sendable {
    private let condition = DispatchSemaphore(value: 0)

    /// Lets whoever waits, or will wait, go on.
    func open() {
        condition.signal()
    }

    func wait(within seconds: Double = 10) throws {
        let result = condition.wait(timeout: .now() + seconds * Deadline.patience)
        // The next one who waits passes too.
        condition.signal()
        if result == .timedOut { throw HarnessFailure("the gate was not opened within \(seconds) s") }
    }
}
