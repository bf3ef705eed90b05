import Testing

/// Paths that a router and a server may take for different ones: they pass as they came, and are compared
/// without detours (RFC 3986 §6.2.2).
@Suite struct PathConfusion {
    @Test func passesUnchanged() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "an encoded slash", "GET /a%2fsmuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a%2fsmuggled")])),
            SmugglingAttempt(
                "dot segments", "GET /a/../smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a/../smuggled")])),
            SmugglingAttempt(
                "encoded dot segments", "GET /a/%2e%2e/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a/%2e%2e/smuggled")])),
            SmugglingAttempt(
                "a semicolon", "GET /a;/../smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a;/../smuggled")])),
            SmugglingAttempt(
                "a backslash", "GET /a\\..\\smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a\\..\\smuggled")])),
            SmugglingAttempt(
                "two slashes", "GET //b/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "//b/smuggled")])),
            SmugglingAttempt(
                "above the root", "GET /../../smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/../../smuggled")])),
            SmugglingAttempt(
                "an encoded question mark", "GET /a%3fsmuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a%3fsmuggled")])),
            SmugglingAttempt(
                "encoded twice", "GET /a%252fsmuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/a%252fsmuggled")])),
            SmugglingAttempt(
                "a slash behind a dot", "GET /./smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/./smuggled")])),
            SmugglingAttempt(
                "a URL in the query", "GET /?http://b/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/?http://b/smuggled")])))
    }

    @Test func isRefusedWhereItIsNoPath() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt("a zero byte", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("half an octet", "GET /% HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("no octet", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("a fragment", "GET /a#smuggled HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("no slash", "GET smuggled HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
            SmugglingAttempt("a backslash at first", "GET \\smuggled HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)))
    }
}
