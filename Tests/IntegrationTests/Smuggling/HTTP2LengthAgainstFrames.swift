import Testing

/// H2.CL: a length that is not that of the frames, before a server that goes by the length (RFC 9113 §8.1.1).
@Suite struct HTTP2LengthAgainstFrames {
    @Test func isRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2(
                "less than comes", fields: [("content-length", "3")], body: "abc\(smuggled)",
                .cut(0)),
            SmugglingAttempt.http2(
                "nothing, and something comes", fields: [("content-length", "0")], body: "\(smuggled)",
                .once("/carrier")),
            SmugglingAttempt.http2("more than comes", fields: [("content-length", "300")], body: "abc", .cut(0)),
            SmugglingAttempt.http2("more, and no body", fields: [("content-length", "38")], .refused(400)),
            SmugglingAttempt.http2(
                "two lengths", fields: [("content-length", "3"), ("content-length", "3")], body: "abc",
                .refused(400)),
            SmugglingAttempt.http2("a list", fields: [("content-length", "3, 3")], body: "abc", .refused(400)),
            SmugglingAttempt.http2("a sign", fields: [("content-length", "+3")], body: "abc", .refused(400)),
            SmugglingAttempt.http2("no number", fields: [("content-length", "0x3")], body: "abc", .refused(400)))
    }

    @Test func isSentAsItIs() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2(
                "the true one", fields: [("content-length", "3")], body: "abc",
                .passes([.init(target: "/carrier", body: "abc")])),
            SmugglingAttempt.http2("none", body: "abc", .passes([.init(target: "/carrier", body: "abc")])))
    }
}
