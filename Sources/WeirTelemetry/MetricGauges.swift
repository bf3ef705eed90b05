/// What is read at the moment of rendering rather than counted.
public struct MetricGauges: Sendable {
    /// Every server of every upstream.
    public var servers: [ServerGauge]
    /// Every certificate in use.
    public var certificates: [CertificateGauge]
    /// Of the configuration that serves.
    public var generation: UInt64
    /// Reloads that took effect, and those that were refused.
    public var reloadsDone: UInt64
    public var reloadsRefused: UInt64
    /// `AccessLog.dropped`.
    public var logDropped: UInt64

    public init(
        servers: [ServerGauge] = [], certificates: [CertificateGauge] = [], generation: UInt64 = 0,
        reloadsDone: UInt64 = 0, reloadsRefused: UInt64 = 0, logDropped: UInt64 = 0
    ) {
        self.servers = servers
        self.certificates = certificates
        self.generation = generation
        self.reloadsDone = reloadsDone
        self.reloadsRefused = reloadsRefused
        self.logDropped = logDropped
    }
}

/// One server as it is now.
public struct ServerGauge: Sendable {
    public var upstream: String
    public var server: String
    public var isUp: Bool
    /// Requests in flight.
    public var active: Int
    /// Open connections over all event loops.
    public var open: Int

    public init(upstream: String, server: String, isUp: Bool, active: Int, open: Int) {
        self.upstream = upstream
        self.server = server
        self.isUp = isUp
        self.active = active
        self.open = open
    }
}

/// One certificate's end.
public struct CertificateGauge: Sendable {
    public var listener: String
    /// Its first name.
    public var name: String
    /// Seconds since 1970.
    public var notAfter: Int64

    public init(listener: String, name: String, notAfter: Int64) {
        self.listener = listener
        self.name = name
        self.notAfter = notAfter
    }
}
