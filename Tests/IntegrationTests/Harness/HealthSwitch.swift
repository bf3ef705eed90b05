import Synchronization

/// What scripted servers are to say of their health.
final class HealthSwitch: Sendable {
    private let down = Mutex<Set<String>>([])

    func isUp(_ name: String) -> Bool {
        down.withLock { !$0.contains(name) }
    }

    func set(_ name: String, up: Bool) {
        down.withLock { if up { $0.remove(name) } else { $0.insert(name) } }
    }
}
