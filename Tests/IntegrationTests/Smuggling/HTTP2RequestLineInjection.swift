import Testing

/// Bytes that end a part of the request line in HTTP/1.1, in pseudo-fields (RFC 9113 §8.3.1).
@Suite struct HTTP2RequestLineInjection {
    @Test func throughTheMethodIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a blank", replacing: [":method": "GET /smuggled HTTP/1.1\r\nX: y"], .refused(400)),
            SmugglingAttempt.http2("a tab", replacing: [":method": "GET\t/smuggled"], .refused(400)),
            SmugglingAttempt.http2("a line end", replacing: [":method": "GET\r\n"], .refused(400)),
            SmugglingAttempt.http2("a zero byte", replacing: [":method": "GET\0"], .refused(400)),
            SmugglingAttempt.http2("a slash", replacing: [":method": "GET/smuggled"], .refused(400)),
            SmugglingAttempt.http2("a colon", replacing: [":method": "GET:"], .refused(400)))
    }

    @Test func throughThePathIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a blank", replacing: [":path": "/ HTTP/1.1\r\nHost: b\r\n\r\n"], .refused(400)),
            SmugglingAttempt.http2("a blank alone", replacing: [":path": "/a b"], .refused(400)),
            SmugglingAttempt.http2("a line end", replacing: [":path": "/\r\n"], .refused(400)),
            SmugglingAttempt.http2("a tab", replacing: [":path": "/\t"], .refused(400)),
            SmugglingAttempt.http2("a zero byte", replacing: [":path": "/\0"], .refused(400)),
            SmugglingAttempt.http2("a fragment", replacing: [":path": "/#"], .refused(400)),
            SmugglingAttempt.http2("no slash", replacing: [":path": "smuggled"], .refused(400)),
            SmugglingAttempt.http2("a whole URL", replacing: [":path": "http://b/smuggled"], .refused(400)),
            SmugglingAttempt.http2("an asterisk", replacing: [":path": "*"], .refused(400)),
            SmugglingAttempt.http2("an encoded zero byte", replacing: [":path": "/%00"], .refused(400)),
            SmugglingAttempt.http2("half an octet", replacing: [":path": "/%f"], .refused(400)),
            SmugglingAttempt.http2("two of them", fields: [(":path", "/smuggled")], .refused(400)))
    }

    @Test func throughTheAuthorityIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a line end", replacing: [":authority": "a\r\nX: y"], .refused(400)),
            SmugglingAttempt.http2("a blank", replacing: [":authority": "a b"], .refused(400)),
            SmugglingAttempt.http2("a path", replacing: [":authority": "a/smuggled"], .refused(400)),
            SmugglingAttempt.http2("user information", replacing: [":authority": "b@a"], .refused(400)),
            SmugglingAttempt.http2("a query", replacing: [":authority": "a?b"], .refused(400)),
            SmugglingAttempt.http2("a port that is none", replacing: [":authority": "a:80x"], .refused(400)),
            SmugglingAttempt.http2("two ports", replacing: [":authority": "a:80:81"], .refused(400)),
            SmugglingAttempt.http2("a list", replacing: [":authority": "a,b"], .refused(400)),
            SmugglingAttempt.http2("another Host", fields: [("host", "b")], .refused(400)),
            SmugglingAttempt.http2("two Hosts", fields: [("host", "a"), ("host", "a")], .refused(400)))
    }

    @Test func throughTheSchemeIsRefused() throws {
        try SmugglingLaboratory.run(
            SmugglingAttempt.http2("a URL", replacing: [":scheme": "http://b/smuggled"], .refused(400)),
            SmugglingAttempt.http2("a line end", replacing: [":scheme": "http\r\nX: y"], .refused(400)),
            SmugglingAttempt.http2("another scheme", replacing: [":scheme": "ftp"], .refused(400)),
            SmugglingAttempt.http2("a blank", replacing: [":scheme": "http "], .refused(400)))
    }
}
