import Testing

/// TE.CL: a front that goes by the chunks, before a server that goes by the length (RFC 9112 §6.1).
@Suite struct ChunkedAgainstLength {
    @Test func isRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "chunks first",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", "Content-Length: 4", body: "23\r\n\(smuggled)\r\n0\r\n\r\n"),
                .refused(400)),
            SmugglingAttempt(
                "length of nothing",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", "Content-Length: 0", body: "23\r\n\(smuggled)\r\n0\r\n\r\n"),
                .refused(400)),
            SmugglingAttempt(
                "length of all",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", "Content-Length: 52", body: "23\r\n\(smuggled)\r\n0\r\n\r\n"),
                .refused(400)),
            SmugglingAttempt(
                "two requests in a row are two",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .passes([.init(target: "/carrier"), .init(target: "/smuggled")])),
            SmugglingAttempt(
                "chunked in HTTP/1.0",
                "POST /carrier HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(smuggled)",
                .refused(400)))
    }
}
