/// How long a message's body is (RFC 9112 §6.3).
public enum BodyFraming: Sendable, Equatable {
    /// There is none, and nothing says so.
    case none
    /// `Content-Length`; 0 is said, unlike in `none`.
    case length(Int64)
    /// `Transfer-Encoding: chunked`.
    case chunked
    /// A response that ends where the connection does.
    case untilClose
}

/// Which of the two messages of an exchange: it decides the words for faults and whose limits hold.
public enum MessageKind: Sendable, Equatable {
    case request, response
}

/// Whether a request asks for another protocol on its connection, or its stream.
public enum UpgradeOffer: Sendable, Equatable {
    case none
    /// By `Upgrade` (RFC 9110 §7.8), and it may: HTTP/1.1, no body, and not to another HTTP.
    case fields
    /// By an extended CONNECT of HTTP/2 (RFC 8441): the handshake with the server is Weir's to make.
    case webSocket
}

/// What a request's head says about what follows it.
public struct RequestFraming: Sendable, Equatable {
    /// Never `untilClose`.
    public var body: BodyFraming
    /// Whether the client's connection may serve another request (RFC 9112 §9.3).
    public var keepAlive: Bool
    /// `Expect: 100-continue` (RFC 9110 §10.1.1): the client waits before it sends the body.
    public var expectsContinue: Bool
    public var upgrade: UpgradeOffer

    public init(
        body: BodyFraming = .none, keepAlive: Bool = true, expectsContinue: Bool = false, upgrade: UpgradeOffer = .none
    ) {
        self.body = body
        self.keepAlive = keepAlive
        self.expectsContinue = expectsContinue
        self.upgrade = upgrade
    }
}

/// What a response's head says about what follows it.
public struct ResponseFraming: Sendable, Equatable {
    public var body: BodyFraming
    /// Whether the server's connection may serve another request.
    public var keepAlive: Bool
    /// Status 101: what follows is no longer HTTP/1.
    public var switchesProtocols: Bool
    /// The `Content-Length` of a response that has no body because of its method or status (HEAD, 304): what the body
    /// of a GET would have.
    public var announcedLength: Int64?

    public init(
        body: BodyFraming = .none, keepAlive: Bool = true, switchesProtocols: Bool = false,
        announcedLength: Int64? = nil
    ) {
        self.body = body
        self.keepAlive = keepAlive
        self.switchesProtocols = switchesProtocols
        self.announcedLength = announcedLength
    }
}
