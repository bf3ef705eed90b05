import WeirCore
import WeirModel

/// What the request path needs of an upstream's configuration, in the units it is used in. Times are nanoseconds.
struct UpstreamSettings {
    let connectTimeout: Int64
    let responseTimeout: Int64
    let idleTimeout: Int64
    /// Open connections to one server, over all event loops; 0: no limit.
    let connectionLimit: Int
    /// Exchanges that one connection carries at once, where the server speaks HTTP/2.
    let streamLimit: Int
    /// Connections are over TLS.
    let isSecure: Bool
    /// Connections carry many exchanges at once.
    let isMultiplexed: Bool
    /// Idle connections to one server, kept by one event loop.
    let idleLimit: Int
    /// How servers are told whom a connection is for; nil: they are not.
    let announcement: ProxyAnnouncement?
    private let attempts: Int
    private let retriesAfterReset: Bool
    private let retriesAfterTimeout: Bool

    init(_ upstream: Upstream) {
        connectTimeout = upstream.timeouts.connect.nanoseconds
        responseTimeout = upstream.timeouts.response.nanoseconds
        idleTimeout = upstream.timeouts.idle.nanoseconds
        connectionLimit = upstream.pool.connections
        idleLimit = upstream.pool.idle
        streamLimit = upstream.pool.streams
        isSecure = upstream.tls != nil
        isMultiplexed = upstream.protocol == .http2
        announcement = upstream.announcement
        attempts = upstream.retry.attempts
        retriesAfterReset = upstream.retry.conditions.contains(.reset)
        retriesAfterTimeout = upstream.retry.conditions.contains(.timeout)
    }

    /// What retries are allowed for a request.
    func policy(for method: Method) -> ExchangeMachine.Policy {
        ExchangeMachine.Policy(
            attempts: attempts, isIdempotent: method.isIdempotent, afterReset: retriesAfterReset,
            afterTimeout: retriesAfterTimeout, afterRefusal: isMultiplexed)
    }
}
