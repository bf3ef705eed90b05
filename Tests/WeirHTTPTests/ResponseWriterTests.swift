import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct ResponseWriterTests {
    /// The lines of what a response becomes, and how its body is to be written.
    private func forwarded(
        _ text: String, to method: Method = .get, facts: ResponseFacts = ResponseFacts()
    ) -> ([String], BodyFraming?) {
        let outcome = decodeResponse(text, to: method)
        guard case .head(let framing) = outcome.step else { return (["\(outcome.step)"], nil) }
        var output = ByteBuffer()
        let body = ResponseWriter.write(outcome.head, framing: framing, facts: facts, into: &output)
        #expect(output.text.hasSuffix("\r\n\r\n"))
        return (output.text.split(separator: "\r\n").map(String.init), body)
    }

    private func facts(
        _ version: HTTPVersion = .http1_1, keepAlive: Bool = true, cookie: String = "", hidden: String = "",
        makesPrivate: Bool = false, date: String = ""
    ) -> ResponseFacts {
        var facts = ResponseFacts()
        facts.clientVersion = version
        facts.keepAlive = keepAlive
        facts.setCookie = Array(cookie.utf8)
        facts.hiddenCookie = Array(hidden.utf8)
        facts.makesPrivate = makesPrivate
        facts.date = Array(date.utf8)
        return facts
    }

    @Test func aWholeHead() {
        let (lines, body) = forwarded(
            head(
                "HTTP/1.0 404 Nowhere", "server: x", "Content-Length: 3", "X-Odd-CASE:v", "Connection: X-Hop",
                "X-Hop: 1",
                "Keep-Alive: 5", "Proxy-Connection: x", "Upgrade: h2c", "Trailer: x", "TE: x", "Proxy-Authenticate: x"),
            facts: facts(date: "now"))
        #expect(
            lines == ["HTTP/1.1 404 Nowhere", "server: x", "X-Odd-CASE: v", "Date: now", "Content-Length: 3"])
        #expect(body == .length(3))
    }

    @Test func unknownLengths() {
        for field in ["Transfer-Encoding: chunked", "X: y"] {
            let text = head("HTTP/1.1 200 OK", field)
            let (newer, chunked) = forwarded(text)
            #expect(chunked == .chunked)
            #expect(newer.last == "Transfer-Encoding: chunked")
            let (older, closing) = forwarded(text, facts: facts(.http1_0))
            #expect(closing == .untilClose)
            #expect(older.last == "Connection: close")
        }
    }

    @Test func connectionSaysWhatFollows() {
        let text = head("HTTP/1.1 200 OK", "Content-Length: 0", "Connection: close")
        #expect(forwarded(text).0 == ["HTTP/1.1 200 OK", "Content-Length: 0"])
        #expect(forwarded(text, facts: facts(keepAlive: false)).0.contains("Connection: close"))
        #expect(forwarded(text, facts: facts(.http1_0)).0.contains("Connection: keep-alive"))
        #expect(forwarded(text, facts: facts(.http1_0, keepAlive: false)).0.contains("Connection: close"))
    }

    @Test func responsesWithoutBodies() {
        let text = head("HTTP/1.1 200 OK", "Content-Length: 7")
        #expect(forwarded(text, to: .head).0 == ["HTTP/1.1 200 OK", "Content-Length: 7"])
        #expect(forwarded(text, to: .head).1 == BodyFraming.none)
        #expect(forwarded(head("HTTP/1.1 304 Not Modified", "Content-Length: 7")).0.last == "Content-Length: 7")
        #expect(forwarded(head("HTTP/1.1 204 No Content", "Content-Length: 7")).0 == ["HTTP/1.1 204 No Content"])
        let chunked = head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")
        #expect(forwarded(chunked, to: .head).0 == ["HTTP/1.1 200 OK"])
    }

    @Test func switchingProtocols() {
        let (lines, body) = forwarded(
            head(
                "HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Accept: x"))
        #expect(
            lines == [
                "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Sec-WebSocket-Accept: x",
                "Connection: upgrade",
            ])
        #expect(body == BodyFraming.none)
    }

    @Test func upgradeRequired() {
        let text = head(
            "HTTP/1.1 426 Upgrade Required", "Upgrade: websocket", "Connection: upgrade", "Content-Length: 0")
        #expect(forwarded(text).0.contains("Upgrade: websocket"))
        #expect(forwarded(text).0.contains("Connection: upgrade"))
        #expect(forwarded(text, facts: facts(keepAlive: false)).0.contains("Connection: upgrade, close"))
    }

    @Test func ourCookieReplacesTheApplications() {
        let text = head(
            "HTTP/1.1 200 OK", "Content-Length: 0", "Set-Cookie: SERVERID=theirs; Path=/", "Set-Cookie: a=b",
            "set-cookie:SERVERID =x", "Set-Cookie: SERVERIDX=1")
        let (lines, _) = forwarded(text, facts: facts(cookie: "SERVERID=ours", hidden: "SERVERID"))
        #expect(
            lines.filter { $0.lowercased().hasPrefix("set-cookie") }
                == ["Set-Cookie: a=b", "Set-Cookie: SERVERIDX=1", "Set-Cookie: SERVERID=ours"])
        #expect(forwarded(text).0.filter { $0.lowercased().hasPrefix("set-cookie") }.count == 4)
    }

    @Test(arguments: [
        ("X: y", true), ("Cache-Control: public, max-age=60", true), ("Cache-Control: no-store", false),
        ("Cache-Control: max-age=0, PRIVATE", false), ("cache-control: private=\"x\"", true),
        ("Cache-Control: no-cache", true),
        ("Cache-Control: public\r\nCache-Control: private", false),
    ]) func cookiesMakeResponsesPrivate(field: String, isAdded: Bool) {
        let text = head("HTTP/1.1 200 OK", "Content-Length: 0", field)
        let (lines, _) = forwarded(text, facts: facts(makesPrivate: true))
        #expect(lines.contains("Cache-Control: private") == (isAdded || field.hasSuffix("\r\nCache-Control: private")))
    }

    @Test func dates() {
        let text = head("HTTP/1.1 200 OK", "Date: theirs", "Content-Length: 0")
        #expect(forwarded(text, facts: facts(date: "ours")).0.filter { $0.hasPrefix("Date") } == ["Date: theirs"])
    }

    @Test func trailerPassesOnlyWithChunks() {
        let text = head("HTTP/1.1 200 OK", "Trailer: X-Sum", "Transfer-Encoding: chunked")
        #expect(forwarded(text).0.contains("Trailer: X-Sum"))
        #expect(!forwarded(text, facts: facts(.http1_0)).0.contains("Trailer: X-Sum"))
    }

    @Test func interimResponses() {
        let response = decodeResponse(head("HTTP/1.1 103 Early Hints", "Link: </a>", "Connection: x", "X: y")).head
        var output = ByteBuffer()
        ResponseWriter.writeInterim(response, clientVersion: .http1_1, into: &output)
        #expect(output.text == "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        output.clear()
        ResponseWriter.writeInterim(response, clientVersion: .http1_0, into: &output)
        #expect(output.readableBytes == 0)
        ResponseWriter.writeContinue(into: &output)
        #expect(output.text == "HTTP/1.1 100 Continue\r\n\r\n")
    }
}
