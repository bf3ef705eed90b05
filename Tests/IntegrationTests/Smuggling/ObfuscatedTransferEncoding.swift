import Testing

/// TE.TE: `Transfer-Encoding` written so that one of two readers does not know it (RFC 9112 §5.1, §6.1).
@Suite struct ObfuscatedTransferEncoding {
    @Test func isRefusedBesideALength() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a space before the colon",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding : chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a tab before the colon",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding\t: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a vertical tab",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: \u{b}chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a form feed",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: \u{c}chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a vertical tab behind",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: chunked\u{b}", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a zero byte",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: chunked\0", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "quoted",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: \"chunked\"", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "single quotes",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: 'chunked'", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "another word",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding: xchunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "another word behind",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding: chunkedx", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "identity",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding: identity", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "chunked, identity",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: chunked, identity", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "identity, chunked",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: identity, chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "gzip, chunked",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: gzip, chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "chunked, chunked",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: chunked, chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a parameter",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: chunked; q=1", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "an empty member",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: , chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "an empty member behind",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding: chunked,", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "nothing",
                SmugglingAttempt.post("Content-Length: 5", "Transfer-Encoding:", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "folded",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding:\r\n chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "folded with a tab",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: x\r\n\tchunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a line feed in the name",
                SmugglingAttempt.post(
                    "Content-Length: 5", "X: y\nTransfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a carriage return in the name",
                SmugglingAttempt.post(
                    "Content-Length: 5", "X: y\rTransfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a space at first",
                SmugglingAttempt.post("Content-Length: 5", " Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a control in the name",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer\u{1}-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "letters beyond ASCII",
                SmugglingAttempt.post(
                    "Content-Length: 5", "Transfer-Encoding: chun\u{212a}ed", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)))
    }

    @Test func isRefusedAlone() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "a space before the colon",
                SmugglingAttempt.post("Transfer-Encoding : chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a tab before the colon",
                SmugglingAttempt.post("Transfer-Encoding\t: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a vertical tab",
                SmugglingAttempt.post("Transfer-Encoding: \u{b}chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a form feed", SmugglingAttempt.post("Transfer-Encoding: \u{c}chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a vertical tab behind",
                SmugglingAttempt.post("Transfer-Encoding: chunked\u{b}", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a zero byte", SmugglingAttempt.post("Transfer-Encoding: chunked\0", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "quoted", SmugglingAttempt.post("Transfer-Encoding: \"chunked\"", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "single quotes", SmugglingAttempt.post("Transfer-Encoding: 'chunked'", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "another word", SmugglingAttempt.post("Transfer-Encoding: xchunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "another word behind",
                SmugglingAttempt.post("Transfer-Encoding: chunkedx", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "identity", SmugglingAttempt.post("Transfer-Encoding: identity", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "chunked, identity",
                SmugglingAttempt.post("Transfer-Encoding: chunked, identity", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "identity, chunked",
                SmugglingAttempt.post("Transfer-Encoding: identity, chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "gzip, chunked",
                SmugglingAttempt.post("Transfer-Encoding: gzip, chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "chunked, chunked",
                SmugglingAttempt.post("Transfer-Encoding: chunked, chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a parameter", SmugglingAttempt.post("Transfer-Encoding: chunked; q=1", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "an empty member", SmugglingAttempt.post("Transfer-Encoding: , chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "an empty member behind",
                SmugglingAttempt.post("Transfer-Encoding: chunked,", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "nothing", SmugglingAttempt.post("Transfer-Encoding:", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "folded", SmugglingAttempt.post("Transfer-Encoding:\r\n chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "folded with a tab",
                SmugglingAttempt.post("Transfer-Encoding: x\r\n\tchunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a line feed in the name",
                SmugglingAttempt.post("X: y\nTransfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a carriage return in the name",
                SmugglingAttempt.post("X: y\rTransfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a space at first", SmugglingAttempt.post(" Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "a control in the name",
                SmugglingAttempt.post("Transfer\u{1}-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "letters beyond ASCII",
                SmugglingAttempt.post("Transfer-Encoding: chun\u{212a}ed", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)))
    }

    @Test func isRefusedTwice() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "twice",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "first another",
                SmugglingAttempt.post(
                    "Transfer-Encoding: x", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "then another",
                SmugglingAttempt.post(
                    "Transfer-Encoding: chunked", "Transfer-Encoding: x", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)),
            SmugglingAttempt(
                "first identity",
                SmugglingAttempt.post(
                    "Transfer-Encoding: identity", "Transfer-Encoding: chunked", body: "0\r\n\r\n\(smuggled)"),
                .refused(400)))
    }

    @Test func isTheSameInAnyCase() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt(
                "upper case", SmugglingAttempt.post("TRANSFER-ENCODING: CHUNKED", body: "2\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "without a space", SmugglingAttempt.post("Transfer-Encoding:chunked", body: "2\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "with tabs around",
                SmugglingAttempt.post("Transfer-Encoding:\t chunked \t", body: "2\r\nhi\r\n0\r\n\r\n"),
                .passes([.init(target: "/carrier", body: "hi")])),
            SmugglingAttempt(
                "an underscore is no hyphen, and does not pass",
                SmugglingAttempt.post("Transfer_Encoding: chunked", "Content-Length: 2", body: "hi"),
                .passes([.init(target: "/carrier", body: "hi")])))
    }
}
