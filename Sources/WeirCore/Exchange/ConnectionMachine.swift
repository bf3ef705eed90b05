public import WeirModel

/// A client connection's life: which deadline is in force, and what becomes of the connection after each request.
///
/// A pure value; times are monotonic nanoseconds.
public struct ConnectionMachine: Sendable, Equatable {
    /// Where the connection is; each case says what may follow.
    public enum Phase: Sendable, Equatable {
        /// A trusted proxy may first say whom the connection is for. Next: handshaking, waiting, closed.
        case proxyHeader
        /// Next: waiting, closed.
        case handshaking
        /// No byte of a request has come. Next: readingHead, multiplexing, closed.
        case waiting
        /// HTTP/2: many exchanges at once, whose deadlines a `SessionMachine` and the streams know. Next: lingering,
        /// closed.
        case multiplexing
        /// Next: exchanging, lingering, closed.
        case readingHead
        /// Next: waiting, tunnelling, lingering, closed.
        case exchanging
        /// Next: lingering, closed.
        case tunnelling
        /// All is said; what still comes is read and dropped, so that the last answer is not lost to a reset
        /// (RFC 9112 §9.6). Next: closed.
        case lingering
        case closed
    }

    /// What the driver does when a deadline passed.
    public enum Expiry: Sendable, Equatable {
        case none
        /// Nobody is owed an answer.
        case close
        /// Answer, if nothing has been answered yet, and close.
        case fail(FaultKind)
    }

    /// What follows the end of an exchange.
    public enum Next: Sendable, Equatable {
        case nextRequest
        case linger
        case close
    }

    public private(set) var phase: Phase
    /// When `deadlinePassed` wants to be called; nil: never.
    public private(set) var deadline: Int64?
    /// The process or this connection is to end: no further request is begun after this one.
    public private(set) var isDraining = false
    /// All of the current request has been read.
    public private(set) var isRequestComplete = true
    private var isStalled = false
    /// What the client had yet to take when its time began to run.
    private var unsent = 0
    private var requests = 0
    private var rate = AbuseBudget()
    private let requestLimit: Int
    private let isSecure: Bool
    private let expectation: ProxyHeaderExpectation
    private let requestRate: AbuseBudget.Allowance
    /// What it has to take within its time.
    private let pace: Int
    private let durations: Durations

    /// `Timeouts` in nanoseconds.
    struct Durations: Sendable, Equatable {
        var handshake, head, body, keepAlive, tunnel: Int64
        /// How long a lingering connection is read from.
        var linger: Int64 { 2_000_000_000 }
    }

    /// - Parameter requestLimit: requests that the connection may carry, whatever `limits` says; nil: as it says.
    public init(
        secure: Bool, proxyHeader expectation: ProxyHeaderExpectation = .none, timeouts: Timeouts, limits: Limits,
        requestLimit: Int? = nil, now: Int64
    ) {
        durations = Durations(
            handshake: timeouts.handshake.nanoseconds, head: timeouts.head.nanoseconds,
            body: timeouts.body.nanoseconds, keepAlive: timeouts.keepAlive.nanoseconds,
            tunnel: timeouts.tunnel.nanoseconds)
        self.requestLimit = requestLimit ?? limits.requestsPerConnection
        requestRate = AbuseBudget.Allowance(limits.requestRate)
        pace = max(1, limits.sendBytes)
        isSecure = secure
        self.expectation = expectation
        phase = .proxyHeader
        deadline = now + durations.head
        if expectation == .none { proxyHeaderEnded(now: now) }
    }

    /// Whether the response now being sent may promise another request.
    public var mayContinue: Bool {
        !isDraining && requests < requestLimit
    }

    /// The client takes no bytes just now, and a deadline for it runs.
    public var isSendStalled: Bool { isStalled }

    // MARK: Events

    /// The connection stands. Not nil: it is refused, before anything has come of it.
    public func opened() -> FaultKind? {
        expectation == .refused ? .untrustedProxy : nil
    }

    /// The PROXY header is whole, or none is expected.
    public mutating func proxyHeaderEnded(now: Int64) {
        guard phase == .proxyHeader else { return }
        phase = isSecure ? .handshaking : .waiting
        deadline = now + (isSecure ? durations.handshake : durations.head)
    }

    /// The connection's first bytes are no PROXY header. Not nil: it is refused, else it is served without.
    public mutating func proxyHeaderMissed(now: Int64) -> FaultKind? {
        guard expectation == .optional else { return .badProxyHeader }
        proxyHeaderEnded(now: now)
        return nil
    }

    /// TLS stands: the first request may come.
    public mutating func handshakeCompleted(now: Int64) {
        guard phase == .handshaking else { return }
        phase = .waiting
        deadline = now + durations.head
    }

    /// The client speaks HTTP/2.
    public mutating func multiplexingBegan() {
        guard phase == .waiting else { return }
        phase = .multiplexing
        deadline = nil
    }

    /// The first byte of a request.
    public mutating func headBegan(now: Int64) {
        guard phase == .waiting else { return }
        phase = .readingHead
        deadline = now + durations.head
    }

    /// Another request is about to be served. False: it is one too many within ten seconds.
    public mutating func admitRequest(now: Int64) -> Bool {
        rate.spend(requestRate, now: now)
    }

    /// A whole request head has come. `hasBody`: more of the request follows.
    public mutating func headCompleted(hasBody: Bool, now: Int64) {
        guard phase == .readingHead else { return }
        phase = .exchanging
        requests += 1
        isRequestComplete = !hasBody
        isStalled = false
        deadline = hasBody ? now + durations.body : nil
    }

    /// Bytes of the request's body, or of a tunnel in either direction.
    public mutating func bodyMoved(now: Int64) {
        switch phase {
        case .exchanging: if !isRequestComplete, !isStalled { deadline = now + durations.body }
        case .tunnelling: deadline = now + durations.tunnel
        case .proxyHeader, .handshaking, .waiting, .multiplexing, .readingHead, .lingering, .closed: break
        }
    }

    /// Weir itself does not read the body just now: the server is slow, which is not the client's fault.
    public mutating func bodyPaused() {
        if phase == .exchanging, !isStalled { deadline = nil }
    }

    /// The last byte of the request has come.
    public mutating func requestEnded() {
        isRequestComplete = true
        if phase == .exchanging, !isStalled { deadline = nil }
    }

    /// The exchange has become a tunnel (RFC 9110 §7.8): bytes pass both ways until one side ends.
    public mutating func tunnelBegan(now: Int64) {
        guard phase == .exchanging else { return }
        phase = .tunnelling
        deadline = now + durations.tunnel
    }

    /// The client takes no more bytes just now.
    /// - Parameter unsent: bytes that it has yet to take.
    public mutating func sendStalled(unsent: Int, now: Int64) {
        guard phase == .exchanging || phase == .tunnelling else { return }
        isStalled = true
        self.unsent = unsent
        deadline = now + durations.body
    }

    /// More has been written for a client that takes nothing just now; what it takes of that counts too.
    public mutating func sendQueued(unsent: Int) {
        if isStalled { self.unsent = max(self.unsent, unsent) }
    }

    /// Its time is up: one that has taken enough meanwhile is slow, not gone, and gets as much time again.
    private mutating func sendProgressed(unsent: Int, now: Int64) -> Bool {
        guard isStalled || phase == .waiting && unsent > 0 else { return false }
        guard self.unsent - unsent >= pace else { return false }
        self.unsent = unsent
        deadline = now + durations.body
        return true
    }

    /// The client takes bytes again.
    public mutating func sendResumed(now: Int64) {
        // While lingering, only the end of what is to be sent counts.
        guard isStalled, phase != .lingering else { return }
        isStalled = false
        switch phase {
        case .exchanging: deadline = isRequestComplete ? nil : now + durations.body
        case .tunnelling: deadline = now + durations.tunnel
        case .proxyHeader, .handshaking, .waiting, .multiplexing, .readingHead, .lingering, .closed: break
        }
    }

    /// The response is complete.
    /// - Parameter keepAlive: what the response said to the client.
    public mutating func exchangeEnded(keepAlive: Bool, now: Int64) -> Next {
        switch phase {
        case .exchanging, .readingHead, .waiting: break
        case .tunnelling: return .close
        case .proxyHeader, .handshaking, .multiplexing, .lingering, .closed: return .close
        }
        isStalled = false
        guard keepAlive, isRequestComplete, mayContinue else { return .linger }
        phase = .waiting
        // Of what waits now, any byte taken until then is enough.
        unsent = .max
        deadline = now + durations.keepAlive
        return .nextRequest
    }

    /// Our side is closed; what the client still sends is read and dropped for a while.
    /// Nothing more will be said.
    /// - Parameter unsent: bytes that the client has not taken yet; called again when it has.
    public mutating func lingered(now: Int64, unsent: Int = 0) {
        guard phase != .closed else { return }
        phase = .lingering
        isStalled = unsent > 0
        self.unsent = unsent
        deadline = now + (isStalled ? durations.body : durations.linger)
    }

    /// The connection is gone.
    public mutating func closed() {
        phase = .closed
        deadline = nil
    }

    /// The process stops. True: nothing is under way, the connection can close at once.
    public mutating func drain() -> Bool {
        isDraining = true
        return phase == .waiting || phase == .proxyHeader
    }

    /// `deadline` has passed: what that means in the present phase.
    /// - Parameter unsent: bytes that the client has yet to take.
    public mutating func deadlinePassed(unsent: Int = 0, now: Int64) -> Expiry {
        if sendProgressed(unsent: unsent, now: now) { return .none }
        deadline = nil
        switch phase {
        case .proxyHeader: return .fail(.proxyHeaderTimeout)
        case .handshaking: return .fail(.tlsHandshake)
        case .waiting: return unsent > 0 ? .fail(.sendTimeout) : .close
        case .lingering: return isStalled ? .fail(.sendTimeout) : .close
        case .readingHead: return .fail(.headTimeout)
        case .exchanging: return .fail(isStalled ? .sendTimeout : .bodyTimeout)
        case .tunnelling: return .fail(.tunnelIdle)
        case .multiplexing, .closed: return .none
        }
    }
}

extension Duration {
    /// Whole nanoseconds; durations of a configuration are far below the 292 years that fit.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) / 4 : product &+ attoseconds / 1_000_000_000
    }
}
