import Testing

/// Bytes that end a line or a name in HTTP/1.1, in fields of HTTP/2 (RFC 9113 §8.2.1).
@Suite struct HTTP2FieldInjection {
    @Test func throughValuesIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a line end", fields: [("x-a", "b\r\nTransfer-Encoding: chunked")], .refused(400)),
            SmugglingAttempt.http2("a line feed", fields: [("x-a", "b\nTransfer-Encoding: chunked")], .refused(400)),
            SmugglingAttempt.http2(
                "a carriage return", fields: [("x-a", "b\rTransfer-Encoding: chunked")],
                .refused(400)),
            SmugglingAttempt.http2("a whole request", fields: [("x-a", "b\r\n\r\n\(smuggled)")], .refused(400)),
            SmugglingAttempt.http2("a zero byte", fields: [("x-a", "b\0c")], .refused(400)),
            SmugglingAttempt.http2("a control", fields: [("x-a", "b\u{1}c")], .refused(400)),
            SmugglingAttempt.http2("a delete", fields: [("x-a", "b\u{7f}c")], .refused(400)),
            SmugglingAttempt.http2("a blank at first", fields: [("x-a", " b")], .refused(400)),
            SmugglingAttempt.http2("a blank at last", fields: [("x-a", "b ")], .refused(400)),
            SmugglingAttempt.http2("a tab at last", fields: [("x-a", "b\t")], .refused(400)),
            SmugglingAttempt.http2("in a cookie", fields: [("cookie", "a=b\r\nX: y")], .refused(400)))
    }

    @Test func throughNamesIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a line end", fields: [("x\r\ntransfer-encoding", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a colon", fields: [("transfer-encoding: chunked\r\nx", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a colon alone", fields: [("transfer-encoding:chunked", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a blank", fields: [("x y", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a blank at last", fields: [("transfer-encoding ", "chunked")], .refused(400)),
            SmugglingAttempt.http2("capitals", fields: [("X-A", "chunked")], .refused(400)),
            SmugglingAttempt.http2("nothing", fields: [("", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a zero byte", fields: [("x\0", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a letter beyond ASCII", fields: [("x\u{e9}", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a line feed", fields: [("x\ny", "chunked")], .refused(400)),
            SmugglingAttempt.http2("an unknown pseudo-field", fields: [(":x", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a pseudo-field behind", fields: [(":path", "chunked")], .refused(400)),
            SmugglingAttempt.http2("a response's", fields: [(":status", "chunked")], .refused(400)))
    }

    @Test func throughTrailersIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a value", body: "abc", trailers: [("x-a", "b\r\n\r\n\(smuggled)")], .cut(0)),
            SmugglingAttempt.http2("a name", body: "abc", trailers: [("x\r\ny", "b")], .cut(0)),
            SmugglingAttempt.http2("a pseudo-field", body: "abc", trailers: [(":path", "/smuggled")], .cut(0)))
    }
}
