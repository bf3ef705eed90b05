public import WeirCore

/// A small response that Weir makes itself.
public struct LocalResponse: Sendable, Equatable {
    public var status: Int
    /// Field value, visible ASCII; nil: no content.
    public var contentType: String?
    public var body: [UInt8]
    /// Further fields. What could break a line is not written: control characters of values, fields whose name is none.
    public var fields: [LocalField]

    public init(status: Int, contentType: String? = nil, body: [UInt8] = [], fields: [LocalField] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.fields = fields
    }

    /// Plain text, ended with a line feed.
    public init(status: Int, text: String, fields: [LocalField] = []) {
        self.init(
            status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8) + [0x0a], fields: fields)
    }

    /// What a client is told about a fault; nil where the fault has no status: nobody is there to be told.
    public init?(fault: FaultKind) {
        guard let status = Fault(fault).status else { return nil }
        // A 405 must say what is allowed (RFC 9110 §15.5.6).
        let fields = fault == .methodNotAllowed ? [LocalField("Allow", Self.allowed)] : []
        self.init(status: status, text: Self.text(fault), fields: fields)
    }

    /// What a gRPC client is told about a fault: status and message are in the head, with nothing behind it
    /// ("Trailers-Only"; the messages are ASCII without `%`, and so need no escaping).
    public init(grpc fault: FaultKind) {
        let status = Fault(fault).grpcStatus.rawValue
        self.init(
            status: 200, contentType: "application/grpc",
            fields: [LocalField("grpc-status", "\(status)"), LocalField("grpc-message", Self.text(fault))])
    }

    /// A redirect. `location` is the field's value.
    public init(redirect status: Int, location: [UInt8]) {
        self.init(status: status, fields: [LocalField(name: "Location", value: location)])
    }

    /// The answer to an OPTIONS request that is for Weir itself (RFC 9110 §9.3.7).
    public static let options = LocalResponse(status: 200, fields: [LocalField("Allow", allowed)])

    private static let allowed = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    private static func text(_ fault: FaultKind) -> String {
        switch fault {
        case .badRequest: "The request is not valid HTTP."
        case .plainHTTPOnTLS: "This port speaks HTTPS, and the request came in plain HTTP. Use https:// instead."
        case .uriTooLong: "The request target is too long."
        case .headerTooLarge: "The request's header fields are too large."
        case .bodyTooLarge: "The request's body is too large."
        case .unsupportedVersion: "This version of HTTP is not spoken here."
        case .methodNotAllowed: "This method is not allowed here."
        case .expectationFailed: "The expectation cannot be met."
        case .unsupportedProtocol: "This protocol is not spoken here."
        case .headTimeout, .bodyTimeout: "The request took too long to arrive."
        case .noRoute: "Nothing is served under this address."
        case .noWeight, .noServer, .pinnedDown, .serverBusy: "No server is available at the moment."
        case .draining: "This server is being restarted."
        case .connectRefused, .connectFailed, .upstreamTLS: "The server could not be reached."
        case .upstreamReset, .upstreamTruncated, .badResponse, .streamRefused:
            "The server did not give a valid answer."
        case .connectTimeout, .responseTimeout: "The server took too long to answer."
        case .internalError: "Something went wrong here."
        case .requestFlood: "Too many requests."
        case .sendTimeout, .clientGone, .clientReset, .protocolError, .resetFlood, .continuationFlood, .settingsFlood,
            .pingFlood, .emptyFrameFlood, .windowUpdateFlood, .tlsHandshake, .badProxyHeader, .proxyHeaderTimeout,
            .untrustedProxy,
            .tunnelIdle:
            ""
        }
    }
}

/// A field of a local response.
public struct LocalField: Sendable, Equatable {
    public var name: String
    public var value: [UInt8]

    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) {
        self.init(name: name, value: Array(value.utf8))
    }
}
