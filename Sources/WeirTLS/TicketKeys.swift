import COpenSSL
import Glibc
import Synchronization

/// The keys of stateless session tickets (RFC 5077 §4: AES-256-CBC, then HMAC-SHA256): one set a process, shared by
/// the contexts of all listeners and event loops, so that a session resumes wherever its next connection lands.
///
/// A key seals for `period`, and opens for as long again. Tickets are good for one `period`, so each can be opened
/// all its life, and what was recorded on the wire stays secret from one who takes the keys later, but for the last
/// two periods. Keys are changed as tickets come by; nothing has to be scheduled.
public final class TicketKeys: Sendable {
    /// Seconds.
    public static let period: Int64 = 12 * 3600

    private let keys: Mutex<Ring>
    private let clock: @Sendable () -> Int64

    private struct Ring {
        var current: TicketKey
        var previous: TicketKey?
        /// When the current key began to seal, in seconds of the clock.
        var since: Int64
    }

    /// New random keys.
    public convenience init() throws(TLSFailure) {
        try self.init(clock: { Self.monotonicSeconds() })
    }

    /// `clock`: seconds, never going back.
    init(clock: @escaping @Sendable () -> Int64) throws(TLSFailure) {
        self.clock = clock
        keys = Mutex(Ring(current: try TicketKey(), previous: nil, since: clock()))
    }

    enum Opening { case current, previous, unknown, failed }

    /// Sets up for a new ticket under the current key. False: no randomness, or no memory.
    func seal(_ setup: TicketSetup) -> Bool {
        guard let key = currentKeys()?.current else { return false }
        return unsafe key.seal(setup)
    }

    /// Sets up for the ticket under the key that it names, if that is still known.
    func open(_ setup: TicketSetup) -> Opening {
        guard let ring = currentKeys() else { return .failed }
        if unsafe ring.current.matches(setup) { return unsafe ring.current.open(setup) ? .current : .failed }
        guard let previous = ring.previous, unsafe previous.matches(setup) else { return .unknown }
        return unsafe previous.open(setup) ? .previous : .failed
    }

    // Once a handshake: a lock costs less than a thousandth of it.
    private func currentKeys() -> Ring? {
        let now = clock()
        return keys.withLock { ring in
            let age = now - ring.since
            guard age >= Self.period else { return ring }
            guard let next = try? TicketKey() else { return nil }
            ring = Ring(current: next, previous: age < 2 * Self.period ? ring.current : nil, since: now)
            return ring
        }
    }

    private static func monotonicSeconds() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec)
    }
}
