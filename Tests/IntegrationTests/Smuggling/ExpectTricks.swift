import Testing

/// Expectations by which one side waits for a body that the other takes for a request (RFC 9110 §10.1.1).
@Suite struct ExpectTricks {
    @Test func theBodyStaysABody() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "the known one",
                SmugglingAttempt.post("Expect: 100-continue", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "in capitals", SmugglingAttempt.post("Expect: 100-CONTINUE", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "twice",
                SmugglingAttempt.post("Expect: 100-continue, 100-continue", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "without a body", "GET /carrier HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
                .passes([.init(target: "/carrier")])),
            SmugglingAttempt(
                "from an old client",
                "POST /carrier HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 35\r\n\r\n\(smuggled)",
                .passes([.init(target: "/carrier", body: "\(smuggled)")])))
    }

    @Test func othersAreRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "another", SmugglingAttempt.post("Expect: y", "Content-Length: 35", body: "\(smuggled)"),
                .answered(417, end: "expectation_failed")),
            SmugglingAttempt(
                "one behind",
                SmugglingAttempt.post("Expect: 100-continue, y", "Content-Length: 35", body: "\(smuggled)"),
                .answered(417, end: "expectation_failed")),
            SmugglingAttempt(
                "obfuscated",
                SmugglingAttempt.post("Expect: y 100-continue", "Content-Length: 35", body: "\(smuggled)"),
                .answered(417, end: "expectation_failed")))
    }
}
