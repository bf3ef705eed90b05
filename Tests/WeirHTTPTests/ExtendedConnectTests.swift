import NIOCore
import Testing
import WeirCore
import WeirModel

@testable import WeirHTTP

/// CONNECT with `:protocol` (RFC 8441).
@Suite struct ExtendedConnectTests {
    private static let webSocket = [
        (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", "/a%62/../chat?x=1"),
        (":authority", "shop.example:8443"), ("sec-websocket-version", "13"), ("origin", "https://shop.example"),
        ("sec-websocket-key", "bm90IHRoZSBjbGllbnQncw=="), ("sec-websocket-protocol", "chat"),
    ]

    private func read(_ fields: [(String, String)], endsStream: Bool = false) -> (step: RequestStep, head: RequestHead)
    {
        var reader = HTTP2HeadReader(limits: Limits())
        reader.begin(.request)
        for (name, value) in fields {
            Array(name.utf8).withUnsafeBufferPointer { name in
                Array(value.utf8).withUnsafeBufferPointer { unsafe reader.append(name: name, value: $0) }
            }
        }
        var head = RequestHead()
        let step = reader.takeRequest(into: &head, endsStream: endsStream)
        return (step, head)
    }

    private func changed(_ name: String, _ value: String?) -> [(String, String)] {
        Self.webSocket.compactMap { $0.0 == name ? value.map { (name, $0) } : $0 }
    }

    @Test func aWebSocketIsAskedForAsByGET() {
        let (step, head) = read(Self.webSocket)
        #expect(step == .head(RequestFraming(upgrade: .webSocket)))
        #expect(head.method == .get)
        #expect(head.text(head.methodText) == "GET")
        #expect(head.text(head.normalizedPath) == "/chat")
        #expect(head.text(head.query) == "x=1")
        #expect(head.text(head.host) == "shop.example")
    }

    @Test func theServerGetsAHandshake() {
        let (_, head) = read(Self.webSocket)
        var facts = ForwardingFacts(
            peer: PeerTexts(
                peer: Array("192.0.2.1".utf8), isTrusted: false, isSecure: true, listenerPort: Array("443".utf8),
                defaultAuthority: []))
        facts.webSocketKey = Array("AAAAAAAAAAAAAAAAAAAAAA==".utf8)
        var output = ByteBuffer()
        RequestWriter.write(head, framing: RequestFraming(upgrade: .webSocket), facts: facts, into: &output)
        let lines = output.text.split(separator: "\r\n").map(String.init)
        #expect(lines.first == "GET /a%62/../chat?x=1 HTTP/1.1")
        let expected = [
            "Host: shop.example:8443", "sec-websocket-version: 13", "origin: https://shop.example",
            "sec-websocket-protocol: chat", "Connection: upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        ]
        for line in expected { #expect(lines.filter { $0 == line }.count == 1, "\(line)") }
        #expect(lines.filter { $0.lowercased().hasPrefix("sec-websocket-key") }.count == 1)
        // A server would take it as that of HTTP/1.1.
        let again = decodeRequest(output.text)
        #expect(again.step == .head(RequestFraming(upgrade: .fields)))
    }

    @Test(arguments: ["connect-udp", "webtransport", "", "websocket2", "h2c"])
    func otherProtocolsAreNotSpoken(name: String) {
        #expect(read(changed(":protocol", name)).step == .refused(.unsupportedProtocol, RequestFraming()))
    }

    @Test(arguments: [
        (":method", "GET"), (":method", "POST"), (":scheme", nil), (":scheme", "ftp"), (":path", nil), (":path", ""),
        (":path", "*"), (":path", "chat"), (":authority", nil),
    ])
    func malformedOnes(name: String, value: String?) {
        #expect(read(changed(name, value)).step == .fault(.badRequest))
    }

    @Test func aLengthHasNoMeaning() {
        #expect(read(Self.webSocket + [("content-length", "5")]).step == .fault(.badRequest))
    }

    @Test func plainCONNECTIsRefused() {
        let step = read([(":method", "CONNECT"), (":authority", "a:443")]).step
        #expect(step == .refused(.methodNotAllowed, RequestFraming()))
    }
}
