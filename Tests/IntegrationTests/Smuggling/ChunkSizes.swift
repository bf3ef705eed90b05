import Testing

/// Sizes that readers take differently (RFC 9112 §7.1).
@Suite struct ChunkSizes {
    @Test func areRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "negative",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "-2\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a sign", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "+2\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a prefix",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "0x2\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "beyond 64 bits",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "10000000000000002\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "beyond 63 bits",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "8000000000000002\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "beyond 32 bits by a sign",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "fffffffffffffffe\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "an underscore",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2_\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a blank before it",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: " 2\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a blank behind it",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2 \r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a point",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2.0\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "no digit",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "g\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "nothing", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a quote",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "\"2\"\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "too many zeros",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "00000000000000002\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "too small",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "1\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a zero byte",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\0\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)))
    }

    @Test func areReadAsNumbers() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "capitals", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "A\r\n0123456789\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "0123456789")])),
            SmugglingAttempt(
                "zeros at first", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "002\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "many zeros at last",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n000\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])))
    }
}
