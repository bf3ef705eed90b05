import Testing

/// Trailer fields that a server might take for fields of the head (RFC 9110 §6.5.1): they are dropped, and end
/// no body.
@Suite struct TrailersThatFrame {
    @Test func doNotPass() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a length",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nContent-Length: 35\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "chunked",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a host", SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nHost: b\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a connection",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nConnection: close\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a forwarding field",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "a cookie",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nCookie: a=b\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "an authorization",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nAuthorization: x\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "with an underscore",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nContent_Length: 35\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])))
    }

    @Test func areRefusedWithControls() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a line feed",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nX: y\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "folded",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nX: y\r\n z\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a blank before the colon",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nX : y\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "no colon",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nX\r\n\r\n\(smuggled)"),
                .cut(400)),
            SmugglingAttempt(
                "a zero byte",
                SmugglingAttempt.post("Transfer-Encoding: chunked", body: "2\r\nhi\r\n0\r\nX: \0\r\n\r\n\(smuggled)"),
                .cut(400)))
    }

    @Test func doNotPassOverHTTP2() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a length", body: "hi", trailers: [("content-length", "35")], .cut(0)),
            SmugglingAttempt.http2(
                "a host", body: "hi", trailers: [("host", "b")],
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt.http2(
                "a cookie", body: "hi", trailers: [("cookie", "a=b")],
                .passes([.init(target: "/carrier", body: "hi")])))
    }
}
