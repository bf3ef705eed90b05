import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct RequestWriterTests {
    private static func peer(
        _ address: String = "192.0.2.1", isTrusted: Bool = false, isSecure: Bool = true, authority: String = ""
    ) -> PeerTexts {
        PeerTexts(
            peer: Array(address.utf8), isTrusted: isTrusted, isSecure: isSecure, listenerPort: Array("443".utf8),
            defaultAuthority: Array(authority.utf8))
    }

    private var facts: ForwardingFacts {
        var facts = ForwardingFacts(peer: Self.peer())
        facts.client = Array("192.0.2.1".utf8)
        facts.requestID = Array("id-1".utf8)
        return facts
    }

    /// What a request becomes on its way, its own lines only unless `all`.
    private func forwarded(_ text: String, facts: ForwardingFacts? = nil, all: Bool = false) -> [String] {
        let outcome = decodeRequest(text)
        guard case .head(let framing) = outcome.step else { return ["\(outcome.step)"] }
        var output = ByteBuffer()
        RequestWriter.write(outcome.head, framing: framing, facts: facts ?? self.facts, into: &output)
        let lines = output.text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        return all ? lines : lines.filter { line in !added.contains { line.hasPrefix($0) } && !line.isEmpty }
    }

    private let added = ["X-Forwarded-", "X-Real-IP: ", "X-Request-Id: ", "Via: 1.1 weir", "X-Load-Balancer: weir"]

    @Test func aWholeHead() {
        let lines = forwarded(
            head("GET /a/../b?c HTTP/1.1", "Accept: */*", "host:a.example:8443", "x-Odd-CASE:  v "), all: true)
        #expect(
            lines == [
                "GET /a/../b?c HTTP/1.1", "Host: a.example:8443", "Accept: */*", "x-Odd-CASE: v",
                "X-Forwarded-For: 192.0.2.1", "X-Real-IP: 192.0.2.1", "X-Forwarded-Proto: https",
                "X-Forwarded-Port: 443", "X-Forwarded-Host: a.example:8443", "X-Request-Id: id-1", "Via: 1.1 weir",
                "X-Load-Balancer: weir", "", "",
            ])
    }

    @Test(arguments: [
        ("GET http://b/x?y HTTP/1.1", "GET /x?y HTTP/1.1", "Host: b"),
        ("GET http://b HTTP/1.1", "GET / HTTP/1.1", "Host: b"),
        ("GET http://b?q HTTP/1.1", "GET /?q HTTP/1.1", "Host: b"),
        ("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1", "Host: a"),
        ("OPTIONS http://b HTTP/1.1", "OPTIONS * HTTP/1.1", "Host: b"),
        ("OPTIONS http://b?q HTTP/1.1", "OPTIONS /?q HTTP/1.1", "Host: b"),
        ("GET /x? HTTP/1.1", "GET /x? HTTP/1.1", "Host: a"),
        ("GET http://b/x? HTTP/1.1", "GET /x? HTTP/1.1", "Host: b"),
        ("FOO //x/%2e HTTP/1.1", "FOO //x/%2e HTTP/1.1", "Host: a"), ("GET / HTTP/1.0", "GET / HTTP/1.1", "Host: a"),
    ]) func targets(line: String, written: String, host: String) {
        #expect(Array(forwarded(head(line, "Host: a")).prefix(2)) == [written, host])
    }

    @Test func hopByHopFieldsDoNotPass() {
        let lines = forwarded(
            head(
                "GET / HTTP/1.1", "Host: a", "Connection: x-mine, Keep-Alive", "X-Mine: 1", "Keep-Alive: 5",
                "Proxy-Connection: x", "TE: gzip", "Upgrade: websocket", "HTTP2-Settings: x", "Proxy-Authorization: x",
                "Trailer: x", "Authorization: kept", "Proxy: evil"))
        #expect(lines == ["GET / HTTP/1.1", "Host: a", "Authorization: kept"])
    }

    @Test func connectionCannotRemoveFraming() {
        let lines = forwarded(
            head(
                "POST / HTTP/1.1", "Connection: host, content-length, via", "Connection: x-forwarded-for, cookie",
                "Host: a", "Content-Length: 3", "Cookie: a=b"))
        #expect(lines == ["POST / HTTP/1.1", "Host: a", "Content-Length: 3"])
    }

    @Test func framing() {
        #expect(
            forwarded(head("POST / HTTP/1.1", "Host: a", "content-length:  007", "X: y"))
                == ["POST / HTTP/1.1", "Host: a", "X: y", "Content-Length: 7"])
        #expect(
            forwarded(head("POST / HTTP/1.1", "transfer-encoding: CHUNKED", "Host: a", "Trailer: X-Sum"))
                == ["POST / HTTP/1.1", "Host: a", "Trailer: X-Sum", "Transfer-Encoding: chunked"])
        #expect(
            forwarded(head("PUT / HTTP/1.1", "Host: a", "Expect: 100-CONTINUE", "Content-Length: 1"))
                == ["PUT / HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 1"])
        #expect(forwarded(head("GET / HTTP/1.1", "Host: a", "Expect: 100-continue")).count == 2)
    }

    @Test func upgradesPassWithTheirOption() {
        let lines = forwarded(
            head("GET / HTTP/1.1", "Host: a", "Connection: keep-alive, Upgrade", "Upgrade: websocket", "TE: trailers"))
        #expect(
            lines == [
                "GET / HTTP/1.1", "Host: a", "Upgrade: websocket", "TE: trailers", "Connection: upgrade, TE",
            ])
        #expect(
            !forwarded(head("GET / HTTP/1.1", "Host: a", "Connection: upgrade", "Upgrade: h2c")).contains(
                "Upgrade: h2c"))
    }

    @Test func trailersAreAskedForOnlyByThoseWhoTakeThem() {
        #expect(
            forwarded(head("GET / HTTP/1.1", "Host: a", "TE: gzip, Trailers"))
                == ["GET / HTTP/1.1", "Host: a", "TE: trailers", "Connection: TE"])
        var closing = facts
        closing.closesConnection = true
        #expect(
            forwarded(head("GET / HTTP/1.1", "Host: a", "TE: trailers"), facts: closing)
                == ["GET / HTTP/1.1", "Host: a", "TE: trailers", "Connection: close, TE"])
        #expect(
            forwarded(head("GET / HTTP/1.0", "Host: a", "TE: trailers")).last == "Via: 1.0 weir")
    }

    @Test func untrustedPeersAreNotBelieved() {
        let lines = forwarded(
            head(
                "GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 1.1.1.1", "x-real-ip: 1.1.1.1",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Host: evil", "X-Forwarded-Port: 1", "X-Request-Id: evil", "Forwarded: for=1.1.1.1",
                "X-Load-Balancer: evil", "X_Forwarded_For: 1.1.1.1", "X-Real_IP: 1.1.1.1", "x_request-id: evil",
                "Content_Length: 5"), all: true)
        #expect(lines.filter { $0.contains("evil") || $0.contains("1.1.1.1") || $0.contains("_") } == [])
        #expect(lines.filter { $0.hasPrefix("X-Forwarded-Proto") } == ["X-Forwarded-Proto: https"])
        #expect(lines.filter { $0.hasPrefix("X-Forwarded-Port") } == ["X-Forwarded-Port: 443"])
    }

    @Test func trustedPeersAre() {
        var trusting = facts
        trusting.peer = Self.peer(isTrusted: true)
        trusting.client = Array("203.0.113.9".utf8)
        trusting.writesForwarded = true
        let lines = forwarded(
            head(
                "GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 10.0.0.1",
                "X-Real-IP: 9.9.9.9", "X-Forwarded-Proto: http", "X-Forwarded-Host: outer", "X-Forwarded-Port: 80",
                "Forwarded: for=203.0.113.9", "Connection: x-forwarded-proto, forwarded", "Via: 1.1 outer"),
            facts: trusting, all: true)
        #expect(
            lines.dropFirst(2) == [
                "X-Forwarded-Proto: http", "X-Forwarded-Host: outer", "X-Forwarded-Port: 80",
                "Forwarded: for=203.0.113.9",
                "Via: 1.1 outer", "X-Forwarded-For: 203.0.113.9, 10.0.0.1, 192.0.2.1", "X-Real-IP: 203.0.113.9",
                "X-Request-Id: id-1", "Forwarded: for=192.0.2.1;host=\"a\";proto=https", "Via: 1.1 weir",
                "X-Load-Balancer: weir", "", "",
            ])
    }

    @Test func forwardedQuotesIPv6() {
        var facts = facts
        facts.peer = Self.peer("2001:db8::1", isSecure: false)
        facts.writesForwarded = true
        let lines = forwarded(head("GET / HTTP/1.1", "Host: [::1]:80"), facts: facts, all: true)
        #expect(lines.contains("Forwarded: for=\"[2001:db8::1]\";host=\"[::1]:80\";proto=http"))
        #expect(lines.contains("X-Forwarded-For: 2001:db8::1"))
        #expect(lines.contains("X-Forwarded-Proto: http"))
    }

    @Test(arguments: [
        (["a=1; SERVERID=x; b=2"], "Cookie: a=1; b=2"), (["SERVERID=x"], ""), (["SERVERID=x; a=1"], "Cookie: a=1"),
        (["a=1;SERVERID=x"], "Cookie: a=1"), (["a=1;;b=2; "], "Cookie: a=1; b=2"),
        (["a=1", "SERVERID=y; b=2"], "Cookie: a=1; b=2"),
        (["serverid=x; XSERVERID=y; SERVERIDX=z"], "Cookie: serverid=x; XSERVERID=y; SERVERIDX=z"),
        (["SERVERID; SERVERID = x;a"], "Cookie: a"), (["a=SERVERID=x"], "Cookie: a=SERVERID=x"), ([""], ""),
        ([";"], ""),
    ]) func theAffinityCookieIsTakenOut(values: [String], expected: String) {
        var hiding = facts
        hiding.hiddenCookie = Array("SERVERID".utf8)
        let text = "GET / HTTP/1.1\r\nHost: a\r\n" + values.map { "Cookie: " + $0 + "\r\n" }.joined() + "\r\n"
        let cookies = forwarded(text, facts: hiding).filter { $0.hasPrefix("Cookie") }
        #expect(cookies == (expected.isEmpty ? [] : [expected]))
    }

    @Test func cookiesAreKeptWhereNoneIsHidden() {
        #expect(
            forwarded(head("GET / HTTP/1.1", "Host: a", "cookie: a=1;b=2")) == [
                "GET / HTTP/1.1", "Host: a", "cookie: a=1;b=2",
            ])
        #expect(
            forwarded(head("GET / HTTP/1.1", "Host: a", "cookie: a=1", "Cookie: b=2")).last == "Cookie: a=1; b=2")
    }

    @Test func maxForwards() {
        let zero = decodeRequest(head("OPTIONS / HTTP/1.1", "Host: a", "Max-Forwards: 0")).head
        #expect(RequestWriter.isForUs(zero))
        let five = head("OPTIONS / HTTP/1.1", "Host: a", "Max-Forwards: 5")
        #expect(!RequestWriter.isForUs(decodeRequest(five).head))
        #expect(forwarded(five).last == "Max-Forwards: 4")
        let get = head("GET / HTTP/1.1", "Host: a", "Max-Forwards: 0")
        #expect(!RequestWriter.isForUs(decodeRequest(get).head))
        #expect(forwarded(get).last == "Max-Forwards: 0")
        #expect(forwarded(head("OPTIONS / HTTP/1.1", "Host: a", "Max-Forwards: x")).count == 2)
    }

    @Test func aMissingHostIsFilledIn() {
        var facts = facts
        #expect(forwarded(head("GET / HTTP/1.0"), facts: facts)[1] == "Host: ")
        facts.peer = Self.peer(authority: "origin:8080")
        #expect(forwarded(head("GET / HTTP/1.0"), facts: facts)[1] == "Host: origin:8080")
    }
}
