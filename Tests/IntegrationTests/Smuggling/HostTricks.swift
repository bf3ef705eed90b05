import Testing

/// Hosts in which readers find different names (RFC 3986 §3.2).
@Suite struct HostTricks {
    @Test func areRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "user information", "GET /carrier HTTP/1.1\r\nHost: b@a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "user and password", "GET /carrier HTTP/1.1\r\nHost: b:c@a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("a path", "GET /carrier HTTP/1.1\r\nHost: a/b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("a query", "GET /carrier HTTP/1.1\r\nHost: a?b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("a fragment", "GET /carrier HTTP/1.1\r\nHost: a#b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a port that is none", "GET /carrier HTTP/1.1\r\nHost: a:80x\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a port beyond all", "GET /carrier HTTP/1.1\r\nHost: a:99999\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a negative port", "GET /carrier HTTP/1.1\r\nHost: a:-1\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("two ports", "GET /carrier HTTP/1.1\r\nHost: a:80:81\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a port with user", "GET /carrier HTTP/1.1\r\nHost: a:@b\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("a blank within", "GET /carrier HTTP/1.1\r\nHost: a b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("a backslash", "GET /carrier HTTP/1.1\r\nHost: a\\b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("a quote", "GET /carrier HTTP/1.1\r\nHost: a\"b\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("nothing", "GET /carrier HTTP/1.1\r\nHost: \r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("a colon alone", "GET /carrier HTTP/1.1\r\nHost: :80\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt("half a bracket", "GET /carrier HTTP/1.1\r\nHost: [::1\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "no address in brackets", "GET /carrier HTTP/1.1\r\nHost: [a]\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a zone", "GET /carrier HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("a URL", "GET /carrier HTTP/1.1\r\nHost: http://a\r\n\r\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "an encoding that is none", "GET /carrier HTTP/1.1\r\nHost: a%zz\r\n\r\n\(smuggled)",
                .refused(400)))
    }

    @Test func pass() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a port", "GET /carrier HTTP/1.1\r\nHost: a:8080\r\n\r\n",
                .passes([.init(target: "/carrier", host: "a:8080")])),
            SmugglingAttempt(
                "an address", "GET /carrier HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                .passes([.init(target: "/carrier", host: "[::1]:80")])),
            SmugglingAttempt(
                "a dot at last", "GET /carrier HTTP/1.1\r\nHost: a.\r\n\r\n",
                .passes([.init(target: "/carrier", host: "a.")])))
    }
}
