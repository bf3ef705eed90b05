import WeirCore

/// Which fields may stand in a trailer section (RFC 9110 §6.5.1): none that steer framing, routing, authentication,
/// caching or the reading of the content, none that Weir itself writes, and none that is about the connection.
enum TrailerRules {
    static func allows(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
        switch field.known {
        case .other:
            !isNamed(bytes, Int(field.name.lower), Int(field.name.upper))
                && !FieldAlias.isWritten(bytes, Int(field.name.lower), Int(field.name.upper))
        case .accept, .location, .server, .userAgent: true
        case .authorization, .cacheControl, .connection, .contentLength, .contentType, .cookie, .date, .expect,
            .expires, .forwarded, .host, .http2Settings, .keepAlive, .maxForwards, .proxyAuthenticate,
            .proxyAuthorization, .proxyConnection, .setCookie, .te, .trailer, .transferEncoding, .upgrade, .via,
            .xForwardedFor, .xForwardedHost, .xForwardedPort, .xForwardedProto, .xLoadBalancer, .xRealIP, .xRequestID:
            false
        }
    }

    /// The forbidden names that nothing else in Weir acts on.
    private static func isNamed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 3: Bytes.equalIgnoringCase(bytes, start, end, "age")
        case 4: Bytes.equalIgnoringCase(bytes, start, end, "vary")
        case 5: Bytes.equalIgnoringCase(bytes, start, end, "range")
        case 6: Bytes.equalIgnoringCase(bytes, start, end, "pragma")
        case 7: Bytes.equalIgnoringCase(bytes, start, end, "warning")
        case 8:
            Bytes.equalIgnoringCase(bytes, start, end, "if-match")
                || Bytes.equalIgnoringCase(bytes, start, end, "if-range")
        case 11: Bytes.equalIgnoringCase(bytes, start, end, "retry-after")
        case 13:
            Bytes.equalIgnoringCase(bytes, start, end, "if-none-match")
                || Bytes.equalIgnoringCase(bytes, start, end, "content-range")
        case 16:
            Bytes.equalIgnoringCase(bytes, start, end, "content-encoding")
                || Bytes.equalIgnoringCase(bytes, start, end, "www-authenticate")
        case 17: Bytes.equalIgnoringCase(bytes, start, end, "if-modified-since")
        case 19: Bytes.equalIgnoringCase(bytes, start, end, "if-unmodified-since")
        default: false
        }
    }
}
