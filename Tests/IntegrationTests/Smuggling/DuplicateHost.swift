import Testing

/// More than one `Host`, or one that not all readers see (RFC 9112 §3.2).
@Suite struct DuplicateHost {
    @Test func isRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "two that differ", "GET /carrier HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "two that are equal", "GET /carrier HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "two with another between", "GET /carrier HTTP/1.1\r\nHost: a\r\nX: y\r\nhost: b\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a blank before the colon", "GET /carrier HTTP/1.1\r\nHost : b\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("folded", "GET /carrier HTTP/1.1\r\nHost: a\r\n b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a second behind a blank", "GET /carrier HTTP/1.1\r\n Host: b\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("a list", "GET /carrier HTTP/1.1\r\nHost: a, b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("none", "GET /carrier HTTP/1.1\r\nX: y\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a second behind a carriage return", "GET /carrier HTTP/1.1\r\nHost: a\rHost: b\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a second behind a line feed", "GET /carrier HTTP/1.1\r\nHost: a\nHost: b\r\n\r\n\(smuggled)",
                .refused(400)))
    }

    @Test func doesNotPassUnderAnotherName() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "X-Forwarded-Host", "GET /carrier HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: b\r\nX-Host: b\r\n\r\n",
                .passes([.init(target: "/carrier", host: "a")])))
    }
}
