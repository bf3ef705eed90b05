/// How a call ends, by gRPC's numbers (the value of `grpc-status`).
public enum GRPCStatus: Int, Sendable, Equatable, CaseIterable {
    case cancelled = 1
    case deadlineExceeded = 4
    case resourceExhausted = 8
    case unimplemented = 12
    case internalError = 13
    case unavailable = 14
}

extension Fault {
    /// What a gRPC client is told. `unavailable` invites it to try again: it is for what is over soon, and of which
    /// nothing, or nothing that is known of, has been done.
    public var grpcStatus: GRPCStatus {
        switch kind {
        case .badRequest, .plainHTTPOnTLS, .uriTooLong, .unsupportedVersion, .expectationFailed, .protocolError,
            .badResponse, .badProxyHeader, .proxyHeaderTimeout, .untrustedProxy, .internalError:
            .internalError
        case .headerTooLarge, .bodyTooLarge, .windowUpdateFlood, .requestFlood, .resetFlood, .continuationFlood,
            .settingsFlood, .pingFlood,
            .emptyFrameFlood:
            .resourceExhausted
        case .methodNotAllowed, .unsupportedProtocol, .noRoute: .unimplemented
        case .headTimeout, .bodyTimeout, .sendTimeout, .responseTimeout, .tunnelIdle: .deadlineExceeded
        case .clientGone, .clientReset: .cancelled
        case .noWeight, .noServer, .pinnedDown, .serverBusy, .connectRefused, .connectTimeout, .connectFailed,
            .upstreamTLS, .streamRefused, .upstreamReset, .upstreamTruncated, .draining, .tlsHandshake:
            .unavailable
        }
    }
}
