/// How servers of an upstream are probed.
public struct HealthCheck: Sendable, Equatable {
    public var kind: HealthCheckKind
    public var interval: Duration
    public var timeout: Duration
    /// Failures in a row that make a server `down`; at least 1.
    public var fall: Int
    /// Successes in a row that make it `up`; at least 1.
    public var rise: Int
    /// Whether a new server counts as `starting`, getting no traffic until its first success.
    public var startup: Bool

    public init(
        kind: HealthCheckKind, interval: Duration = .seconds(10), timeout: Duration = .seconds(5), fall: Int = 3,
        rise: Int = 2, startup: Bool = false
    ) {
        self.kind = kind
        self.interval = interval
        self.timeout = timeout
        self.fall = fall
        self.rise = rise
        self.startup = startup
    }
}

/// How a server shows that it is well.
public enum HealthCheckKind: Sendable, Equatable {
    /// A connection that stands is a success.
    case tcp
    case http(HTTPHealthCheck)
}

/// A GET request and the answer that counts as success.
public struct HTTPHealthCheck: Sendable, Equatable {
    /// Origin-form target, starting with `/`.
    public var path: String
    /// The `Host` field. Absent: the server's address.
    public var host: String?
    /// Status codes that count as success.
    public var status: ClosedRange<Int>
    /// Text that the first 64 KiB of the body must contain.
    public var body: String?

    public init(path: String = "/", host: String? = nil, status: ClosedRange<Int> = 200...399, body: String? = nil) {
        self.path = path
        self.host = host
        self.status = status
        self.body = body
    }
}
