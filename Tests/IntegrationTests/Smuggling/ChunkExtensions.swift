import Testing

/// Bytes behind chunk sizes, where readers differ on what ends a line (RFC 9112 §7.1.1). None of them pass.
@Suite struct ChunkExtensions {
    @Test func areReadOver() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a name", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;x\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a value", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;x=y\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a quoted value",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;x=\"y;z\"\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a blank before it",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2 ;x\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "nothing behind it", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a request in it",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "2;GET /smuggled HTTP/1.1\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])))
    }

    @Test func areRefusedWithControls() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a line feed",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;x\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a carriage return",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;x\ry\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a zero byte",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;\0\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a vertical tab",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;\u{b}\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a delete",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2;\u{7f}\r\nhi\r\n0\r\n\r\n\(smuggled)"),
                .cut(400)))
    }

    @Test func areBounded() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "one that is too long",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked",
                    body: "2;" + String(repeating: "x", count: 5000) + "\r\nhi\r\n0\r\n\r\n"),
                .cut(400)))
    }
}
