import WeirCore

/// Which of a server's fields pass to the client as they are.
struct ResponseFieldRules {
    let isChunked: Bool
    let passesUpgrade: Bool
    let hiddenCookie: [UInt8]
    /// For a client that made no WebSocket handshake of its own.
    var hidesAccept = false

    @inline(__always)
    func keeps(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
        switch field.known {
        case .other:
            !Bytes.equalIgnoringCase(bytes, field.name, "close")
                && !(hidesAccept && WebSocketHandshake.isAccept(field, bytes))
        case .accept, .authorization, .cacheControl, .contentType, .cookie, .date, .expect, .expires,
            .forwarded, .host, .location, .maxForwards, .server, .userAgent, .via, .xForwardedFor, .xForwardedHost,
            .xForwardedPort, .xForwardedProto, .xLoadBalancer, .xRealIP, .xRequestID:
            true
        case .connection, .contentLength, .http2Settings, .keepAlive, .proxyAuthenticate, .proxyAuthorization,
            .proxyConnection, .te, .transferEncoding:
            false
        case .setCookie: hiddenCookie.isEmpty || !CookieRewriter.isNamed(field.value, bytes, hiddenCookie)
        case .trailer: isChunked
        case .upgrade: passesUpgrade
        }
    }
}
