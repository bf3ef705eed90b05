import Testing

/// A request sent behind one that is refused: whatever it is, it is not looked at (RFC 9112 §9.3).
@Suite struct BehindBadRequest {
    @Test func isNotLookedAt() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt("a bad line", "GET\r\n\r\n\(smuggled)\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a bad field", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n\(smuggled)\(smuggled)",
                .refused(400)),
            SmugglingAttempt("no Host", "GET / HTTP/1.1\r\n\r\n\(smuggled)\(smuggled)", .refused(400)),
            SmugglingAttempt("bytes that are nothing", "{}\r\n\r\n\(smuggled)\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "another version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(505, end: "unsupported_version")),
            SmugglingAttempt(
                "CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n\(smuggled)",
                .refused(405, end: "method_not_allowed")),
            SmugglingAttempt(
                "a preface that is none", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n\(smuggled)",
                .refused(505, end: "unsupported_version")),
            SmugglingAttempt(
                "a request that is too long",
                "GET /\(String(repeating: "x", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(414, end: "uri_too_long")))
    }

    @Test func twoGoodOnesAreTwo() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "in one write", "GET /carrier HTTP/1.1\r\nHost: a\r\n\r\n\(smuggled)",
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])))
    }
}
