import Synchronization

/// Seconds that a test moves on.
final class TestClock: Sendable {
    private let seconds = Atomic<Int64>(1000)

    var now: Int64 { seconds.load(ordering: .relaxed) }

    func advance(_ by: Int64) {
        seconds.add(by, ordering: .relaxed)
    }
}
