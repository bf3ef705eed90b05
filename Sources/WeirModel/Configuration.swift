/// A whole, valid configuration: names resolved to indices, ranges checked, defaults filled in.
///
/// Values of this type come from a loader that has reported every mistake; nothing here needs checking again.
public struct Configuration: Sendable, Equatable {
    public var listeners: [Listener]
    public var upstreams: [Upstream]
    /// In file order: the first route that matches serves.
    public var routes: [Route]
    /// The first signs, all verify. Empty: the process makes one at start.
    public var affinityKeys: [AffinityKey]
    public var admin: Admin?
    public var log: Log
    public var limits: Limits
    public var timeouts: Timeouts
    public var workers: Workers
    /// Whether the standard `Forwarded` field (RFC 7239) is sent to servers beside the `X-Forwarded-*` family.
    public var forwarded: Bool

    public init(
        listeners: [Listener] = [], upstreams: [Upstream] = [], routes: [Route] = [],
        affinityKeys: [AffinityKey] = [], admin: Admin? = nil, log: Log = Log(), limits: Limits = Limits(),
        timeouts: Timeouts = Timeouts(), workers: Workers = .auto, forwarded: Bool = false
    ) {
        self.listeners = listeners
        self.upstreams = upstreams
        self.routes = routes
        self.affinityKeys = affinityKeys
        self.admin = admin
        self.log = log
        self.limits = limits
        self.timeouts = timeouts
        self.workers = workers
        self.forwarded = forwarded
    }
}

/// How many event loops serve.
public enum Workers: Sendable, Equatable {
    /// One a core.
    case auto
    /// At least 1, at most 1024.
    case count(Int)
}

/// A secret that signs and verifies affinity cookies: 16 to 1024 bytes.
public struct AffinityKey: Sendable, Equatable {
    public var bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// Where metrics, status and health of Weir itself are served.
public struct Admin: Sendable, Equatable {
    public var address: SocketEndpoint
    /// Required as `Authorization: Bearer TOKEN` when set; always set where the address is not a loopback one.
    public var token: String?

    public init(address: SocketEndpoint, token: String? = nil) {
        self.address = address
        self.token = token
    }
}
