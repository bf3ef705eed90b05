import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct RequestTargetTests {
    private func request(_ target: String, method: String = "GET", host: String = "h.example") -> RequestHead? {
        let outcome = decodeRequest(head("\(method) \(target) HTTP/1.1", "Host: " + host))
        guard case .head = outcome.step else { return nil }
        return outcome.head
    }

    /// Expected values from RFC 3986 §5.2.4 and §5.4, and from what attackers send.
    @Test(arguments: [
        ("/", "/"), ("/a/b/c", "/a/b/c"), ("/a/b/c/./../../g", "/a/g"), ("/mid/content=5/../6", "/mid/6"),
        ("/.", "/"), ("/..", "/"), ("/../../x", "/x"), ("/a/..", "/"), ("/a/../", "/"), ("/a/.", "/a/"),
        ("/a/b/..", "/a/"), ("/./a", "/a"), ("/a/./b", "/a/b"), ("/...", "/..."), ("/..a/.b", "/..a/.b"),
        ("/a../b.", "/a../b."), ("//a//b", "//a//b"), ("//..//a", "//a"), ("/%7Euser", "/~user"),
        ("/%61%2D%5f", "/a-_"),
        ("/a/%2e%2e/b", "/b"), ("/a/%2E%2e", "/"), ("/a/.%2e/b", "/b"), ("/%2e/b", "/b"),
        ("/a%2Fb", "/a%2Fb"), ("/a%2fb/%2e%2e%2fc", "/a%2fb/..%2fc"), ("/a%20b", "/a%20b"), ("/%c3%a4", "/%c3%a4"),
        ("/a%252e%252e/b", "/a%252e%252e/b"), ("/a;/../b", "/b"), ("/a\\..\\b", "/a\\..\\b"),
    ]) func normalisesPaths(path: String, expected: String) throws {
        let head = try #require(request(path))
        #expect(head.text(head.normalizedPath) == expected)
        #expect(head.text(head.path) == path)
        if path == expected { #expect(head.normalizedPath == head.path) }
    }

    @Test(arguments: [
        ("/a?b", "/a", "b"), ("/a?", "/a", ""), ("/a", "/a", ""), ("/?a?b=/../c", "/", "a?b=/../c"),
        ("/a?100%", "/a", "100%"), ("/a?%00", "/a", "%00"), ("/?\"<>|{}^`", "/", "\"<>|{}^`"),
    ]) func splitsQueries(target: String, path: String, query: String) throws {
        let head = try #require(request(target))
        #expect(head.text(head.path) == path)
        #expect(head.text(head.query) == query)
    }

    @Test(arguments: [
        ("http://x.example/a?b", "x.example", "x.example", "/a", "b"),
        ("HTTPS://x.example:81/", "x.example:81", "x.example", "/", ""),
        ("http://x.example", "x.example", "x.example", "/", ""),
        ("http://x.example?b", "x.example", "x.example", "/", "b"),
        ("http://[::1]:8080/a", "[::1]:8080", "[::1]", "/a", ""),
    ]) func absoluteFormReplacesHost(
        target: String, authority: String, host: String, path: String, query: String
    ) throws {
        let head = try #require(request(target, host: "other.example"))
        #expect(head.text(head.authority) == authority)
        #expect(head.text(head.host) == host)
        #expect(head.text(head.path) == path)
        #expect(head.text(head.normalizedPath) == path)
        #expect(head.text(head.query) == query)
    }

    @Test func serverWideOptions() throws {
        let plain = try #require(request("*", method: "OPTIONS"))
        #expect(plain.text(plain.path) == "*")
        #expect(plain.text(plain.normalizedPath) == "*")
        let absolute = try #require(request("http://x.example", method: "OPTIONS"))
        #expect(absolute.text(absolute.path) == "*")
        let query = try #require(request("http://x.example?q", method: "OPTIONS"))
        #expect(query.text(query.path) == "/")
    }

    @Test(arguments: [
        ("a", "a"), ("EXAMPLE.com", "EXAMPLE.com"), ("a:", "a"), ("a:0", "a"), ("a:65535", "a"),
        ("1.2.3.4:80", "1.2.3.4"),
        ("[::1]", "[::1]"), ("[2001:db8::1.2.3.4]:443", "[2001:db8::1.2.3.4]"), ("a_b-c.~d", "a_b-c.~d"),
        ("a%2Db", "a%2Db"), ("999.999.999.999", "999.999.999.999"),
    ]) func takesHosts(field: String, host: String) throws {
        let head = try #require(request("/", host: field))
        #expect(head.text(head.authority) == field)
        #expect(head.text(head.host) == host)
    }
}
