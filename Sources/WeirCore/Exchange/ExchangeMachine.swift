/// One exchange's life: leasing a connection, sending the request, awaiting and passing on the response, retrying.
///
/// A pure value: every event answers with the one thing that is to be done next. A late event is answered with `.none`.
public struct ExchangeMachine: Sendable, Equatable {
    /// What the driver does next.
    public enum Action: Sendable, Equatable {
        case none
        /// Get a connection to this server, an idle one or, if `fresh`, only a new one; then report `leased` or
        /// `leaseFailed`.
        case lease(server: Int, fresh: Bool)
        /// Send the request's head, what is kept of its body, and go on with the body as it comes.
        case sendRequest
        /// Ask the balancer for a server that is not among `tried`, then report `picked`.
        case pickNext
        /// Answer the client with this fault's status; nothing of a response has been sent yet.
        case refuse(FaultKind)
        /// Something of a response has been sent, or nobody is there to be answered: cut both connections.
        case abort(FaultKind)
        /// Both messages are complete.
        case finish
    }

    enum Phase: Sendable, Equatable {
        /// Next: connecting, ended.
        case planned
        /// Next: awaiting, choosing, ended.
        case connecting
        /// The request is on its way. Next: connecting, choosing, responding, tunnelling, ended.
        case awaiting(reused: Bool)
        /// The driver asks the balancer. Next: connecting, ended.
        case choosing
        /// The head of the final response has been passed on. Next: ended.
        case responding
        /// 101 has been passed on. Next: ended.
        case tunnelling
        case ended
    }

    /// What retries are allowed, fixed when the request is planned.
    public struct Policy: Sendable, Equatable {
        /// Attempts in all, at least 1.
        public var attempts: Int
        public var isIdempotent: Bool
        public var afterReset: Bool
        public var afterTimeout: Bool
        /// Servers can refuse a request unprocessed, so that also one that is not idempotent can be sent again.
        public var afterRefusal: Bool

        /// - Parameters:
        ///   - attempts: at least 1.
        ///   - afterReset, afterTimeout: whether the configuration allows another attempt after these.
        public init(
            attempts: Int, isIdempotent: Bool, afterReset: Bool, afterTimeout: Bool, afterRefusal: Bool = false
        ) {
            self.attempts = attempts
            self.isIdempotent = isIdempotent
            self.afterReset = afterReset
            self.afterTimeout = afterTimeout
            self.afterRefusal = afterRefusal
        }

        /// One attempt, and no other.
        public static let once = Policy(attempts: 1, isIdempotent: false, afterReset: false, afterTimeout: false)
    }

    /// Servers that this request has been sent to or could not reach.
    public private(set) var tried = ServerSet()
    private(set) var phase = Phase.planned
    private var policy: Policy
    private var attempts = 0
    private var requestComplete = false
    /// Whether the body can be sent again from its start.
    private var isReplayable = true
    /// A stale connection is forgiven once.
    private var hasForgivenStale = false
    private var lastFault = FaultKind.noServer
    private var server = 0

    public init(policy: Policy) {
        self.policy = policy
    }

    /// The head of the final response, or of a 101, has gone to the client.
    public var hasAnswered: Bool {
        switch phase {
        case .responding, .tunnelling: true
        case .planned, .connecting, .awaiting, .choosing, .ended: false
        }
    }

    public var hasEnded: Bool { phase == .ended }

    public var isTunnel: Bool { phase == .tunnelling }

    /// Whether body bytes from the client can go to a server now.
    public var takesBody: Bool {
        switch phase {
        case .awaiting, .responding, .tunnelling: true
        case .planned, .connecting, .choosing, .ended: false
        }
    }

    /// Whether what a server has been sent of the body is worth keeping: it may be sent again.
    public var keepsBody: Bool { isReplayable && (policy.isIdempotent || policy.afterRefusal) }

    /// Whether the client has sent all of its request.
    public var isRequestComplete: Bool { requestComplete }

    // MARK: Events

    /// `Dispatch.plan` chose this server.
    public mutating func planned(server: Int) -> Action {
        guard phase == .planned else { return .none }
        return connect(to: server, fresh: false)
    }

    /// A connection stands.
    public mutating func leased(reused: Bool) -> Action {
        guard phase == .connecting else { return .none }
        phase = .awaiting(reused: reused)
        return .sendRequest
    }

    /// No connection could be had; nothing of the request has been sent on this attempt.
    public mutating func leaseFailed(_ fault: FaultKind) -> Action {
        guard phase == .connecting else { return .none }
        lastFault = fault
        return chooseOrRefuse()
    }

    /// The balancer's answer to `pickNext`; nil: nobody is left.
    public mutating func picked(server: Int?) -> Action {
        guard phase == .choosing else { return .none }
        guard let server else {
            phase = .ended
            return .refuse(lastFault)
        }
        return connect(to: server, fresh: false)
    }

    /// More of the body has been read from the client than is kept: no attempt can follow this one.
    public mutating func bodyOutgrewReplay() {
        isReplayable = false
    }

    /// The last byte of the request has come.
    public mutating func requestEnded() -> Action {
        requestComplete = true
        return .none
    }

    /// The head of the final response; the driver passes it on.
    public mutating func answered() {
        guard case .awaiting = phase else { return }
        phase = .responding
    }

    /// A 101: the driver passes it on, and from here on bytes.
    public mutating func switchedProtocols() {
        guard case .awaiting = phase else { return }
        phase = .tunnelling
    }

    /// The response is complete.
    public mutating func responseEnded() -> Action {
        guard phase == .responding else { return .none }
        phase = .ended
        return .finish
    }

    /// One side of the tunnel closed in good order.
    public mutating func tunnelEnded() -> Action {
        guard phase == .tunnelling else { return .none }
        phase = .ended
        return .finish
    }

    /// The server's side failed: closed or reset before the response was complete, sent garbage, or took too long.
    /// - Parameter heardNothing: no byte of a response had come on this attempt.
    public mutating func serverFailed(_ fault: FaultKind, heardNothing: Bool) -> Action {
        switch phase {
        case .planned, .choosing, .ended:
            return .none
        case .connecting:
            return leaseFailed(fault)
        case .responding, .tunnelling:
            phase = .ended
            return .abort(fault)
        case .awaiting(let reused):
            lastFault = fault
            return retryOrRefuse(fault, reused: reused, heardNothing: heardNothing)
        }
    }

    /// The client's side failed, or Weir gave up on it: `fault` is what the log says.
    public mutating func clientFailed(_ fault: FaultKind) -> Action {
        guard phase != .ended else { return .none }
        let answered = hasAnswered
        phase = .ended
        return answered || Fault(fault).status == nil ? .abort(fault) : .refuse(fault)
    }

    // MARK: Helpers

    private mutating func connect(to server: Int, fresh: Bool) -> Action {
        phase = .connecting
        attempts += 1
        tried.insert(server)
        self.server = server
        return .lease(server: server, fresh: fresh)
    }

    /// A retry after something may have reached a server is for idempotent methods only (RFC 9110 §9.2.2).
    ///
    /// One that the server has not looked at (RFC 9113 §8.7) can be sent again whatever it is.
    private mutating func retryOrRefuse(_ fault: FaultKind, reused: Bool, heardNothing: Bool) -> Action {
        if fault == .streamRefused, isReplayable {
            guard !hasForgivenStale else { return chooseOrRefuse() }
            hasForgivenStale = true
            attempts -= 1
            return connect(to: server, fresh: false)
        }
        guard heardNothing, isReplayable, policy.isIdempotent else { return refuse(fault) }
        if reused, Fault(fault).retry == .onlyIfReused, !hasForgivenStale {
            hasForgivenStale = true
            attempts -= 1
            return connect(to: server, fresh: true)
        }
        let allowed = fault == .upstreamReset ? policy.afterReset : fault == .responseTimeout && policy.afterTimeout
        return allowed ? chooseOrRefuse() : refuse(fault)
    }

    private mutating func chooseOrRefuse() -> Action {
        guard attempts < policy.attempts, isReplayable else { return refuse(lastFault) }
        phase = .choosing
        return .pickNext
    }

    private mutating func refuse(_ fault: FaultKind) -> Action {
        phase = .ended
        return .refuse(fault)
    }
}
