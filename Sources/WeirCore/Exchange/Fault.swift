/// What went wrong with an exchange. The raw value is the access log's `end` word and the metrics' label.
public enum FaultKind: String, Sendable, Equatable, CaseIterable {
    // The client's doing.
    case badRequest = "bad_request"
    case plainHTTPOnTLS = "plain_http"
    case uriTooLong = "uri_too_long"
    case headerTooLarge = "header_too_large"
    case bodyTooLarge = "body_too_large"
    case unsupportedVersion = "unsupported_version"
    case methodNotAllowed = "method_not_allowed"
    case expectationFailed = "expectation_failed"
    /// An extended CONNECT to something other than a WebSocket (RFC 8441 §4).
    case unsupportedProtocol = "unsupported_protocol"
    case headTimeout = "head_timeout"
    case bodyTimeout = "body_timeout"
    case sendTimeout = "send_timeout"
    case clientGone = "client_gone"
    /// The client ended this one stream of its connection (RFC 9113 §6.4).
    case clientReset = "client_reset"
    /// The client broke HTTP/2's rules for connections (RFC 9113 §5.4.1).
    case protocolError = "protocol_error"
    case resetFlood = "reset_flood"
    case continuationFlood = "continuation_flood"
    case settingsFlood = "settings_flood"
    case pingFlood = "ping_flood"
    case emptyFrameFlood = "empty_frame_flood"
    case windowUpdateFlood = "window_update_flood"
    case requestFlood = "request_flood"
    case tlsHandshake = "tls_handshake"
    /// The connection was to begin with a PROXY header, and does not, or not with a sound one.
    case badProxyHeader = "bad_proxy_header"
    case proxyHeaderTimeout = "proxy_header_timeout"
    /// Only trusted proxies may connect.
    case untrustedProxy = "untrusted_proxy"
    // Decisions.
    case noRoute = "no_route"
    case noWeight = "no_weight"
    case noServer = "no_server"
    case pinnedDown = "pinned_down"
    case serverBusy = "server_busy"
    // The server's doing.
    case connectRefused = "connect_refused"
    case connectTimeout = "connect_timeout"
    case connectFailed = "connect_failed"
    /// TLS with the server came to nothing: its certificate is not trusted or not for it, or it does not speak the
    /// protocol asked for.
    case upstreamTLS = "upstream_tls"
    case responseTimeout = "response_timeout"
    case upstreamReset = "upstream_reset"
    case upstreamTruncated = "upstream_truncated"
    case badResponse = "bad_response"
    /// The server refused the request unprocessed (RFC 9113 §8.7).
    case streamRefused = "stream_refused"
    // Ours.
    case draining
    case tunnelIdle = "tunnel_idle"
    case internalError = "internal"
}

extension FaultKind {
    /// No connection to a server came about.
    public var isConnectFailure: Bool {
        self == .connectRefused || self == .connectTimeout || self == .connectFailed
            || self == .upstreamTLS
    }
}

extension FaultKind {
    /// What a fault says of the client's manners.
    public enum Abuse: Sendable, Equatable {
        case none
        /// A request went beyond a limit or a deadline.
        case ofRequest
        /// A connection did, whatever was under way on it.
        case ofConnection
    }

    /// What is counted as abuse, and by what: each has a key in `limits` or `timeouts`.
    public var abuse: Abuse {
        switch self {
        case .uriTooLong, .headerTooLarge, .bodyTooLarge, .headTimeout, .bodyTimeout, .sendTimeout, .requestFlood:
            .ofRequest
        case .resetFlood, .continuationFlood, .settingsFlood, .pingFlood, .emptyFrameFlood, .windowUpdateFlood:
            .ofConnection
        case .badRequest, .plainHTTPOnTLS, .unsupportedVersion, .methodNotAllowed, .expectationFailed, .clientGone,
            .clientReset, .protocolError, .tlsHandshake, .badProxyHeader, .proxyHeaderTimeout, .untrustedProxy,
            .unsupportedProtocol, .noRoute, .noWeight, .noServer, .pinnedDown, .serverBusy, .connectRefused,
            .connectTimeout, .connectFailed, .upstreamTLS, .responseTimeout, .upstreamReset,
            .upstreamTruncated, .badResponse, .streamRefused, .draining, .tunnelIdle, .internalError:
            .none
        }
    }
}

/// Kind, side and whether another attempt is allowed.
public struct Fault: Error, Sendable, Equatable {
    public var kind: FaultKind

    public init(_ kind: FaultKind) {
        self.kind = kind
    }

    /// Whose doing a fault is.
    public enum Side: Sendable, Equatable { case downstream, upstream, local }

    /// Whether the request may be tried again elsewhere.
    public enum Retry: Sendable, Equatable {
        case never
        /// Nothing of the request reached a server.
        case safe
        /// The connection was one that had served before: the server may have closed it meanwhile.
        case onlyIfReused
    }

    public var side: Side {
        switch kind {
        case .badRequest, .plainHTTPOnTLS, .uriTooLong, .headerTooLarge, .bodyTooLarge, .unsupportedVersion,
            .methodNotAllowed, .expectationFailed, .unsupportedProtocol, .headTimeout, .bodyTimeout, .sendTimeout,
            .clientGone, .clientReset, .protocolError, .resetFlood, .continuationFlood, .settingsFlood, .pingFlood,
            .emptyFrameFlood, .windowUpdateFlood, .requestFlood, .tlsHandshake, .badProxyHeader, .proxyHeaderTimeout,
            .untrustedProxy:
            .downstream
        case .connectRefused, .connectTimeout, .connectFailed, .upstreamTLS, .responseTimeout, .upstreamReset,
            .upstreamTruncated, .badResponse, .streamRefused:
            .upstream
        case .noRoute, .noWeight, .noServer, .pinnedDown, .serverBusy, .draining, .tunnelIdle, .internalError:
            .local
        }
    }

    public var retry: Retry {
        switch kind {
        case .connectRefused, .connectTimeout, .connectFailed, .upstreamTLS, .serverBusy, .streamRefused: .safe
        case .upstreamReset: .onlyIfReused
        case .badRequest, .plainHTTPOnTLS, .uriTooLong, .headerTooLarge, .bodyTooLarge, .unsupportedVersion,
            .methodNotAllowed, .expectationFailed, .unsupportedProtocol, .headTimeout, .bodyTimeout, .sendTimeout,
            .clientGone, .clientReset, .protocolError, .resetFlood, .continuationFlood, .settingsFlood, .pingFlood,
            .emptyFrameFlood, .windowUpdateFlood, .requestFlood, .tlsHandshake, .badProxyHeader, .proxyHeaderTimeout,
            .untrustedProxy,
            .responseTimeout, .upstreamTruncated, .badResponse, .noRoute, .noWeight, .noServer, .pinnedDown, .draining,
            .tunnelIdle, .internalError:
            .never
        }
    }

    /// What the client is answered while nothing has been sent yet; nil: the connection just closes.
    public var status: Int? {
        switch kind {
        case .badRequest, .plainHTTPOnTLS: 400
        case .uriTooLong: 414
        case .headerTooLarge: 431
        case .bodyTooLarge: 413
        case .unsupportedVersion: 505
        case .methodNotAllowed: 405
        case .expectationFailed: 417
        case .unsupportedProtocol: 501
        case .headTimeout, .bodyTimeout: 408
        case .requestFlood: 429
        case .clientGone, .clientReset, .protocolError, .resetFlood, .continuationFlood, .settingsFlood, .pingFlood,
            .emptyFrameFlood, .windowUpdateFlood, .tlsHandshake, .badProxyHeader, .proxyHeaderTimeout, .untrustedProxy,
            .sendTimeout,
            .tunnelIdle:
            nil
        case .noRoute: 404
        case .noWeight, .noServer, .pinnedDown, .serverBusy, .draining: 503
        case .connectRefused, .connectFailed, .upstreamTLS, .upstreamReset, .upstreamTruncated, .badResponse,
            .streamRefused:
            502
        case .connectTimeout, .responseTimeout: 504
        case .internalError: 500
        }
    }

    /// Whether the client's connection may serve another request after this answer.
    public var keepsConnection: Bool {
        switch kind {
        case .methodNotAllowed, .expectationFailed, .unsupportedProtocol, .noRoute, .noWeight, .noServer, .pinnedDown,
            .serverBusy, .connectRefused, .connectTimeout, .connectFailed, .upstreamTLS, .responseTimeout,
            .upstreamReset, .upstreamTruncated, .badResponse, .streamRefused:
            true
        case .badRequest, .plainHTTPOnTLS, .uriTooLong, .headerTooLarge, .bodyTooLarge, .unsupportedVersion,
            .headTimeout, .bodyTimeout, .sendTimeout, .clientGone, .clientReset, .protocolError, .resetFlood,
            .continuationFlood, .settingsFlood, .pingFlood, .emptyFrameFlood, .windowUpdateFlood, .requestFlood,
            .tlsHandshake,
            .badProxyHeader, .proxyHeaderTimeout, .untrustedProxy, .draining, .tunnelIdle, .internalError:
            false
        }
    }

    /// Whether a client whose response was cut short may still take what was whole before it: it is there, and takes
    /// what it is sent.
    public var leavesClientListening: Bool {
        switch kind {
        case .sendTimeout, .clientGone, .clientReset, .protocolError, .resetFlood, .continuationFlood, .settingsFlood,
            .pingFlood, .emptyFrameFlood, .windowUpdateFlood, .badProxyHeader, .proxyHeaderTimeout, .untrustedProxy:
            false
        case .badRequest, .plainHTTPOnTLS, .uriTooLong, .headerTooLarge, .bodyTooLarge, .unsupportedVersion,
            .methodNotAllowed, .expectationFailed, .unsupportedProtocol, .headTimeout, .bodyTimeout, .requestFlood,
            .tlsHandshake, .connectRefused, .connectTimeout, .connectFailed, .upstreamTLS, .responseTimeout,
            .upstreamReset, .upstreamTruncated, .badResponse, .streamRefused, .noRoute, .noWeight, .noServer,
            .pinnedDown, .serverBusy, .draining, .tunnelIdle, .internalError:
            true
        }
    }
}
