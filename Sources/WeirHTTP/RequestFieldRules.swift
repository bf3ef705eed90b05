import WeirCore

/// Which of a client's fields pass to the server as they are. All others are dropped, or written anew by Weir.
struct RequestFieldRules {
    let framing: RequestFraming
    let isPeerTrusted: Bool
    let isOptions: Bool
    let rewritesCookies: Bool

    @inline(__always)
    func keeps(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
        guard field.known == .other else { return keepsKnown(field.known) }
        if framing.upgrade == .webSocket, Bytes.equalIgnoringCase(bytes, field.name, "sec-websocket-key") {
            return false
        }
        return keepsUnknown(bytes, Int(field.name.lower), Int(field.name.upper))
    }

    /// `Proxy` is no field, but programs that are handed fields as variables take `HTTP_PROXY` for a setting of theirs.
    /// `Close` is none either: the name is kept free for the connection option (RFC 9112 §9.6), which names it.
    private func keepsUnknown(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        !FieldAlias.isWritten(bytes, start, end) && !Bytes.equalIgnoringCase(bytes, start, end, "proxy")
            && !Bytes.equalIgnoringCase(bytes, start, end, "close")
    }

    private func keepsKnown(_ field: KnownField) -> Bool {
        switch field {
        case .other, .accept, .authorization, .cacheControl, .contentType, .date, .expires, .location,
            .proxyAuthenticate, .server, .setCookie, .userAgent, .via:
            true
        case .connection, .contentLength, .expect, .host, .http2Settings, .keepAlive, .proxyAuthorization,
            .proxyConnection, .te, .transferEncoding, .xForwardedFor, .xLoadBalancer, .xRealIP, .xRequestID:
            false
        case .forwarded, .xForwardedHost, .xForwardedPort, .xForwardedProto: isPeerTrusted
        case .cookie: !rewritesCookies
        case .maxForwards: !isOptions
        case .trailer: framing.body == .chunked
        case .upgrade: framing.upgrade == .fields
        }
    }
}
