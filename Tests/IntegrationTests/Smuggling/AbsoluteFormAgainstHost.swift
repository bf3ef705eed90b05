import Testing

/// A whole URL as the target beside a `Host` that says something else (RFC 9112 §3.2.2).
@Suite struct AbsoluteFormAgainstHost {
    @Test func theTargetWins() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "another host", "GET http://b/carrier HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/carrier", host: "b")])),
            SmugglingAttempt(
                "in capitals", "GET HTTP://b/carrier HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/carrier", host: "b")])),
            SmugglingAttempt(
                "with a port", "GET http://b:81/carrier HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/carrier", host: "b:81")])),
            SmugglingAttempt(
                "https", "GET https://b/carrier HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/carrier", host: "b")])),
            SmugglingAttempt(
                "a query alone", "GET http://b?c HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/?c", host: "b")])))
    }

    @Test func isRefusedWhereItIsNone() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt("user information", "GET http://a@b/carrier HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("no host", "GET http:///carrier HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("another scheme", "GET ftp://b/carrier HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("one slash", "GET http:/b/carrier HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("a backslash", "GET http://b\\@a/carrier HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt(
                "a port that is none", "GET http://b:x/carrier HTTP/1.1\r\nHost: a\r\n\r\n",
                .refused(400)),
            SmugglingAttempt(
                "a Host that is none", "GET http://b/carrier HTTP/1.1\r\nHost: a b\r\n\r\n",
                .refused(400)),
            SmugglingAttempt("a list of Hosts", "GET http://b/carrier HTTP/1.1\r\nHost: a, b\r\n\r\n", .refused(400)))
    }
}
