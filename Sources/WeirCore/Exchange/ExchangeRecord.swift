/// Everything that is written down about one exchange, filled in as it goes and handed over once, when it ends.
public struct ExchangeRecord: Sendable {
    /// Start of the exchange: the first byte of the request's head.
    public var started: Moment
    /// 26 characters, or what a trusted proxy sent.
    public var id: [UInt8]
    /// Index into `Configuration.listeners`; nil for the admin listener.
    public var listener: Int?
    /// Text of the client's address; empty: not known.
    public var client: [UInt8]
    public var tls: TLSRecord?
    /// 0: nothing was answered.
    public var status: Int
    /// Body bytes received from the client, after decoding of chunks.
    public var requestBytes: Int64
    /// Body bytes sent to the client, before encoding as chunks.
    public var responseBytes: Int64
    public var plan: Plan
    /// The verdict at the end: a `valid` becomes `unreachable` when the pinned server could not be connected to.
    public var verdict: AffinityVerdict
    /// The server that answered, or the last one tried.
    public var server: Int?
    public var attempts: [Attempt]
    /// Monotonic nanoseconds; 0: no response head came.
    public var firstByte: Int64
    /// Monotonic nanoseconds.
    public var ended: Int64
    /// Nil: complete.
    public var fault: FaultKind?
    public var generation: UInt64

    public init(started: Moment, plan: Plan) {
        self.started = started
        self.plan = plan
        id = []
        client = []
        status = 0
        requestBytes = 0
        responseBytes = 0
        verdict = plan.verdict
        attempts = []
        firstByte = 0
        ended = 0
        generation = 0
    }

    /// Begins the record of another exchange. Arrays keep their capacity: a record that is used again allocates
    /// nothing.
    public mutating func restart(at started: Moment, generation: UInt64) {
        self.started = started
        self.generation = generation
        plan = Plan(outcome: .forward)
        verdict = plan.verdict
        id.removeAll(keepingCapacity: true)
        attempts.removeAll(keepingCapacity: true)
        client = []
        listener = nil
        tls = nil
        status = 0
        requestBytes = 0
        responseBytes = 0
        server = nil
        firstByte = 0
        ended = 0
        fault = nil
    }
}

/// One try at one server.
public struct Attempt: Sendable, Equatable {
    /// Index into the upstream's servers.
    public var server: Int
    /// Nanoseconds until the connection stood; 0 on a reused one.
    public var connect: Int64
    public var reused: Bool
    /// 0: no response head came.
    public var status: Int
    public var fault: FaultKind?

    public init(server: Int) {
        self.server = server
        connect = 0
        reused = false
        status = 0
    }
}

/// What TLS agreed on: one for each connection, shared by the records of its exchanges.
public final class TLSRecord: Sendable {
    /// `TLSv1.2` or `TLSv1.3`.
    public let version: String
    /// By its standard name.
    public let cipher: String
    public let sni: String?
    public let resumed: Bool
    /// By its ALPN identifier; nil: none was agreed on.
    public let applicationProtocol: String?
    /// The same as the access log writes it, made once; empty: to be made for each line.
    public let logged: [UInt8]

    public init(
        version: String, cipher: String, sni: String?, resumed: Bool, applicationProtocol: String? = nil,
        logged: [UInt8] = []
    ) {
        self.logged = logged
        self.applicationProtocol = applicationProtocol
        self.version = version
        self.cipher = cipher
        self.sni = sni
        self.resumed = resumed
    }
}
