import WeirCore

extension KnownField {
    /// Which name the bytes from `start` up to `end` are, ASCII letters compared without case.
    @inline(__always)
    init(name bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        // Lengths 2 to 19 have known names; all others are passed by one comparison.
        self = end - start &- 2 < 18 ? Self.find(bytes, start, end) ?? .other : .other
    }

    /// By length first: at most four names share one, and they differ in their first letters.
    private static func find(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        switch end - start {
        case 2: match(bytes, start, end, "te", .te)
        case 3: match(bytes, start, end, "via", .via)
        case 4: match(bytes, start, end, "host", .host) ?? match(bytes, start, end, "date", .date)
        case 6: find6(bytes, start, end)
        case 7: find7(bytes, start, end)
        case 8: match(bytes, start, end, "location", .location)
        case 9: match(bytes, start, end, "x-real-ip", .xRealIP) ?? match(bytes, start, end, "forwarded", .forwarded)
        case 10: find10(bytes, start, end)
        case 12: find12(bytes, start, end)
        case 13:
            match(bytes, start, end, "cache-control", .cacheControl)
                ?? match(bytes, start, end, "authorization", .authorization)
        case 14:
            match(bytes, start, end, "content-length", .contentLength)
                ?? match(bytes, start, end, "http2-settings", .http2Settings)
        case 15:
            match(bytes, start, end, "x-forwarded-for", .xForwardedFor)
                ?? match(bytes, start, end, "x-load-balancer", .xLoadBalancer)
        case 16: find16(bytes, start, end)
        case 17:
            match(bytes, start, end, "transfer-encoding", .transferEncoding)
                ?? match(bytes, start, end, "x-forwarded-proto", .xForwardedProto)
        case 18: match(bytes, start, end, "proxy-authenticate", .proxyAuthenticate)
        case 19: match(bytes, start, end, "proxy-authorization", .proxyAuthorization)
        default: nil
        }
    }

    private static func find6(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        match(bytes, start, end, "accept", .accept) ?? match(bytes, start, end, "cookie", .cookie)
            ?? match(bytes, start, end, "server", .server) ?? match(bytes, start, end, "expect", .expect)
    }

    private static func find7(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        match(bytes, start, end, "upgrade", .upgrade) ?? match(bytes, start, end, "expires", .expires)
            ?? match(bytes, start, end, "trailer", .trailer)
    }

    private static func find10(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        match(bytes, start, end, "user-agent", .userAgent) ?? match(bytes, start, end, "connection", .connection)
            ?? match(bytes, start, end, "set-cookie", .setCookie) ?? match(bytes, start, end, "keep-alive", .keepAlive)
    }

    private static func find12(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        match(bytes, start, end, "content-type", .contentType)
            ?? match(bytes, start, end, "x-request-id", .xRequestID)
            ?? match(bytes, start, end, "max-forwards", .maxForwards)
    }

    private static func find16(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> KnownField? {
        match(bytes, start, end, "x-forwarded-host", .xForwardedHost)
            ?? match(bytes, start, end, "x-forwarded-port", .xForwardedPort)
            ?? match(bytes, start, end, "proxy-connection", .proxyConnection)
    }

    @inline(__always)
    private static func match(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ name: StaticString, _ field: KnownField
    ) -> KnownField? {
        Bytes.equalIgnoringCase(bytes, start, end, name) ? field : nil
    }
}
