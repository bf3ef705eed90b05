import Testing

/// CL.0: a server that ignores a body takes it for the next request; Weir sends it as a body, and nothing behind it.
@Suite struct BodyThatIsIgnored {
    @Test func staysABody() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "of a GET", "GET /carrier HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\n\(smuggled)",
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "of an OPTIONS", "OPTIONS /carrier HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\n\(smuggled)",
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "of a POST", SmugglingAttempt.post("Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "named by Connection",
                SmugglingAttempt.post("Connection: content-length", "Content-Length: 35", body: "\(smuggled)"),
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "of a method that is not known",
                "FROB /carrier HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\n\(smuggled)",
                .passes([.init(target: "/carrier", body: "\(smuggled)")])))
    }
}
