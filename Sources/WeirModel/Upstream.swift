/// A named group of servers that answer the same requests.
public struct Upstream: Sendable, Equatable {
    /// The key in the file: unique.
    public var name: String
    /// What the servers speak.
    public var `protocol`: UpstreamProtocol
    /// Absent: clear text.
    public var tls: UpstreamTLS?
    public var balance: BalanceMethod
    /// At least one; ids unique within the upstream.
    public var servers: [Server]
    /// Absent: no affinity, verdict `off`.
    public var affinity: Affinity?
    /// Absent: servers are never probed and count as up.
    public var health: HealthCheck?
    public var timeouts: UpstreamTimeouts
    public var pool: PoolLimits
    public var retry: RetryPolicy
    /// Absent: servers get no PROXY header.
    public var announcement: ProxyAnnouncement?
    /// How often host names of servers are resolved anew.
    public var resolveInterval: Duration

    public init(
        name: String, protocol: UpstreamProtocol = .http1, tls: UpstreamTLS? = nil,
        balance: BalanceMethod = .weightedRoundRobin, servers: [Server], affinity: Affinity? = nil,
        health: HealthCheck? = nil, timeouts: UpstreamTimeouts = UpstreamTimeouts(), pool: PoolLimits = PoolLimits(),
        retry: RetryPolicy = RetryPolicy(), announcement: ProxyAnnouncement? = nil,
        resolveInterval: Duration = .seconds(30)
    ) {
        self.name = name
        self.protocol = `protocol`
        self.tls = tls
        self.balance = balance
        self.servers = servers
        self.affinity = affinity
        self.health = health
        self.timeouts = timeouts
        self.pool = pool
        self.retry = retry
        self.announcement = announcement
        self.resolveInterval = resolveInterval
    }
}

/// What is spoken to servers; the raw value is the configuration's word.
public enum UpstreamProtocol: String, Sendable, Equatable, CaseIterable {
    case http1 = "http/1.1"
    /// By prior knowledge in clear text, by ALPN over TLS.
    case http2 = "h2"
}

/// How TLS is spoken to servers. Their certificates are always verified.
public struct UpstreamTLS: Sendable, Equatable {
    /// Path of PEM certificates to trust; nil: those of the system.
    public var authorities: String?
    /// What certificates have to be for, and what is asked for by SNI; nil: the server's own name or address.
    public var name: String?

    public init(authorities: String? = nil, name: String? = nil) {
        self.authorities = authorities
        self.name = name
    }
}

/// How a server is chosen; the raw value is the configuration's and the log's word.
public enum BalanceMethod: String, Sendable, Equatable, CaseIterable {
    case roundRobin = "round_robin"
    case weightedRoundRobin = "weighted_round_robin"
    case leastConnections = "least_connections"
    case leastResponseTime = "least_response_time"
    case ipHash = "ip_hash"
    case random
    /// Power of two choices.
    case p2c
}

/// One server of an upstream.
public struct Server: Sendable, Equatable {
    public var id: String
    public var address: ServerAddress
    /// 0 to 256. A server of weight 0 gets only requests pinned to it.
    public var weight: Int
    /// Serves only when no server that is not a backup can.
    public var backup: Bool
    public var state: OperatorState
    /// With `state: drain`: how long after the start pinned clients are still kept. Absent: until their cookies end.
    public var drainDeadline: Duration?

    public init(
        id: String, address: ServerAddress, weight: Int = 1, backup: Bool = false, state: OperatorState = .ready,
        drainDeadline: Duration? = nil
    ) {
        self.id = id
        self.address = address
        self.weight = weight
        self.backup = backup
        self.state = state
        self.drainDeadline = drainDeadline
    }
}

/// What the operator wants of a server.
public enum OperatorState: String, Sendable, Equatable, CaseIterable {
    case ready
    /// New clients go elsewhere, pinned ones stay.
    case drain
    /// Nobody is sent there.
    case maintenance
}

/// Where a server is found.
public enum ServerAddress: Sendable, Equatable, Hashable {
    case ip(IPAddress, port: Int)
    /// A host name, resolved at start and every `resolveInterval`; all its addresses are used.
    case name(String, port: Int)
    /// A path of a stream socket.
    case unix(String)
}

/// Connections to one server.
public struct PoolLimits: Sendable, Equatable {
    /// Open connections to one server, over all event loops; 0 means no limit. Beyond it the next candidate is tried.
    public var connections: Int
    /// Idle connections kept to one server by one event loop.
    public var idle: Int
    /// Requests under way at once on one HTTP/2 connection; the server may allow fewer.
    public var streams: Int

    public init(connections: Int = 0, idle: Int = 128, streams: Int = 100) {
        self.connections = connections
        self.idle = idle
        self.streams = streams
    }
}

/// Whom a failed attempt may be repeated with. A connect failure and a stale reused connection always go on.
public struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all for one request, the first included; 1 to 10.
    public var attempts: Int
    /// Further conditions, for idempotent methods only (RFC 9110 §9.2.2).
    public var conditions: Set<RetryCondition>

    public init(attempts: Int = 3, conditions: Set<RetryCondition> = []) {
        self.attempts = attempts
        self.conditions = conditions
    }
}

/// Failures after which an idempotent request may be repeated.
public enum RetryCondition: String, Sendable, Equatable, CaseIterable {
    /// The connection ended before any byte of the response.
    case reset = "upstream_reset"
    /// No response head within `timeouts.response`.
    case timeout = "response_timeout"
}

/// Deadlines towards servers.
public struct UpstreamTimeouts: Sendable, Equatable {
    /// Until a connection to a server stands.
    public var connect: Duration
    /// From the end of the request until the head of the response; and the longest silence within a response.
    public var response: Duration
    /// How long an unused connection is kept.
    public var idle: Duration

    public init(connect: Duration = .seconds(2), response: Duration = .seconds(60), idle: Duration = .seconds(60)) {
        self.connect = connect
        self.response = response
        self.idle = idle
    }
}
