internal import Synchronization

/// What all event loops count together about one server. It outlives a reload that leaves the server's address alone,
/// so that requests begun before are still counted, and ended, in the same place.
final class ServerTally: Sendable {
    private let activeRequests = Atomic<Int>(0)
    private let openConnections = Atomic<Int>(0)
    private let packedResponseTime = Atomic<UInt64>(ResponseTime.none.packed)

    init() {}

    var active: Int { activeRequests.load(ordering: .relaxed) }
    var connections: Int { openConnections.load(ordering: .relaxed) }
    var responseTime: ResponseTime { ResponseTime(packed: packedResponseTime.load(ordering: .relaxed)) }

    func begin() {
        activeRequests.wrappingAdd(1, ordering: .relaxed)
    }

    func end() {
        let before = activeRequests.wrappingSubtract(1, ordering: .relaxed).oldValue
        assert(before > 0, "a request ended that had not begun")
    }

    func tryOpenConnection(limit: Int) -> Bool {
        guard limit > 0 else {
            openConnections.wrappingAdd(1, ordering: .relaxed)
            return true
        }
        var current = openConnections.load(ordering: .relaxed)
        while current < limit {
            let (exchanged, seen) = openConnections.weakCompareExchange(
                expected: current, desired: current + 1, ordering: .relaxed)
            if exchanged { return true }
            current = seen
        }
        return false
    }

    func connectionClosed() {
        let before = openConnections.wrappingSubtract(1, ordering: .relaxed).oldValue
        assert(before > 0, "a connection closed that was not open")
    }

    func observe(microseconds: Int64, monotonic: Int64) {
        var current = packedResponseTime.load(ordering: .relaxed)
        while true {
            let updated = ResponseTime(packed: current).observing(microseconds: microseconds, monotonic: monotonic)
            let (exchanged, seen) = packedResponseTime.weakCompareExchange(
                expected: current, desired: updated.packed, ordering: .relaxed)
            if exchanged { return }
            current = seen
        }
    }
}
