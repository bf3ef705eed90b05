import Testing

/// CL.TE: a front that goes by the length, before a server that goes by the chunks (RFC 9112 §6.1).
@Suite struct LengthAgainstChunked {
    @Test func isRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "length first",
                SmugglingAttempt.post("Content-Length: 40", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "length of nothing",
                SmugglingAttempt.post("Content-Length: 0", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "length of the chunks",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "length between other fields",
                SmugglingAttempt.post(
                    "Content-Length: 5", "X-A: b", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "length with an odd name",
                SmugglingAttempt.post("content-LENGTH: 5", "transfer-ENCODING: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)))
    }
}
