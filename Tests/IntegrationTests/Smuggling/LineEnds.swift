import Testing

/// Lines that end in less than CR LF (RFC 9112 §2.2).
@Suite struct LineEnds {
    @Test func areRefusedInHeads() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt("line feeds", "GET /carrier HTTP/1.1\nHost: a\n\n\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a line feed behind the first line", "GET /carrier HTTP/1.1\nHost: a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt("carriage returns", "GET /carrier HTTP/1.1\rHost: a\r\r\(smuggled)", .refused(400)),
            SmugglingAttempt(
                "a line feed at the end", "GET /carrier HTTP/1.1\r\nHost: a\r\n\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a carriage return twice", "GET /carrier HTTP/1.1\r\r\nHost: a\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a carriage return in a value",
                "GET /carrier HTTP/1.1\r\nHost: a\r\nX: y\rContent-Length: 35\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt(
                "a line feed before a field",
                "GET /carrier HTTP/1.1\r\nHost: a\r\n\nContent-Length: 35\r\n\r\n\(smuggled)",
                .refused(400)))
    }

    @Test func areRefusedInChunks() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "behind a size",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "behind data",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "behind the last size",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "behind the last chunk",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\n\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "none behind data",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "two bytes that are no line end",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhixx0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a carriage return behind a size",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\rhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a carriage return behind data",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r0\r\n\r\n\(smuggled)"),
                .cut(400)))
    }
}
