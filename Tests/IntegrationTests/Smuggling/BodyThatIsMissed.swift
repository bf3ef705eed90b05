import Testing

/// 0.CL: a front that overlooks the length takes the body for the next request.
@Suite struct BodyThatIsMissed {
    @Test func isRefusedOrRead() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "the length in another line",
                "GET /carrier HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 38\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "the length behind a bare line feed",
                "GET /carrier HTTP/1.1\r\nHost: a\r\nX: y\nContent-Length: 35\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "the length behind a zero byte",
                "GET /carrier HTTP/1.1\r\nHost: a\r\nX: y\0Content-Length: 35\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "before the first line",
                "\r\nGET /carrier HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\n\(smuggled)",
                .passes([.init(target: "/carrier", body: "\(smuggled)")])),
            SmugglingAttempt(
                "in a line that begins with a blank",
                "GET /carrier HTTP/1.1\r\n Content-Length: 35\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "an old client without a length", "GET /carrier HTTP/1.0\r\nHost: a\r\n\r\n",
                .passes([.init(target: "/carrier")])))
    }
}
