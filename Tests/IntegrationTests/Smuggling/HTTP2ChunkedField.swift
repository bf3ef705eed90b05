import Testing

/// H2.TE: fields about connections, which HTTP/2 does not have (RFC 9113 §8.2.2).
@Suite struct HTTP2ChunkedField {
    @Test func isRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2(
                "chunked", fields: [("transfer-encoding", "chunked")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "chunked beside a length", fields: [("content-length", "43"), ("transfer-encoding", "chunked")],
                body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "in capitals", fields: [("Transfer-Encoding", "chunked")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "identity", fields: [("transfer-encoding", "identity")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "with a blank", fields: [("transfer-encoding", " chunked")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "connection", fields: [("connection", "transfer-encoding")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "keep-alive", fields: [("keep-alive", "timeout=5")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "proxy-connection", fields: [("proxy-connection", "keep-alive")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "upgrade", fields: [("upgrade", "h2c")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)),
            SmugglingAttempt.http2(
                "te other than trailers", fields: [("te", "chunked")], body: "0\r\n\r\n\(smuggled)",
                .refused(400)))
    }

    @Test func doesNotPassUnderAnotherName() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2(
                "an underscore", fields: [("transfer_encoding", "chunked")], body: "abc",
                .passes([.init(target: "/carrier", body: "abc")])))
    }
}
