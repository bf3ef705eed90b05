import Testing

/// CL.CL, and lengths that readers take differently (RFC 9112 §6.3).
@Suite struct TwoLengths {
    @Test func areRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "two that differ",
                SmugglingAttempt.post("Content-Length: 3", "Content-Length: 0", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "two that are equal",
                SmugglingAttempt.post("Content-Length: 3", "Content-Length: 3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a list", SmugglingAttempt.post("Content-Length: 3, 3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a list that differs", SmugglingAttempt.post("Content-Length: 0, 3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "with a sign", SmugglingAttempt.post("Content-Length: +3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "negative", SmugglingAttempt.post("Content-Length: -3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "hexadecimal", SmugglingAttempt.post("Content-Length: 0x3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "with a point", SmugglingAttempt.post("Content-Length: 3.0", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "with a blank", SmugglingAttempt.post("Content-Length: 3 0", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "an exponent", SmugglingAttempt.post("Content-Length: 3e0", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "an underscore", SmugglingAttempt.post("Content-Length: 3_0", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "beyond 64 bits", SmugglingAttempt.post("Content-Length: 18446744073709551619", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "beyond 63 bits", SmugglingAttempt.post("Content-Length: 9223372036854775811", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "nothing", SmugglingAttempt.post("Content-Length:", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a comma", SmugglingAttempt.post("Content-Length: 3,", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "quoted", SmugglingAttempt.post("Content-Length: \"3\"", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "folded", SmugglingAttempt.post("Content-Length:\r\n 3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a space before the colon", SmugglingAttempt.post("Content-Length : 3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a vertical tab", SmugglingAttempt.post("Content-Length: \u{b}3", body: "abc\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "other digits", SmugglingAttempt.post("Content-Length: \u{ff13}", body: "abc\(smuggled)"),
                .refused(400)))
    }

    @Test func isReadAsANumber() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "zeros at first", SmugglingAttempt.post("Content-Length: 0003", body: "abc"),
                .passes([.init(target: "/carrier", body: "abc")])),
            SmugglingAttempt(
                "an underscore is no hyphen, and does not pass",
                SmugglingAttempt.post("Content_Length: 40", "Content-Length: 3", body: "abc"),
                .passes([.init(target: "/carrier", body: "abc")])))
    }
}
