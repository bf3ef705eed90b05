import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct RequestFramingTests {
    private func framing(_ fields: String..., version: String = "1.1", method: String = "POST") -> RequestStep {
        decodeRequest("\(method) / HTTP/\(version)\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n").step
    }

    @Test func lengths() {
        #expect(framing("Content-Length: 0") == .head(RequestFraming(body: .length(0))))
        #expect(framing("content-length:42") == .head(RequestFraming(body: .length(42))))
        #expect(framing("Content-Length: 007") == .head(RequestFraming(body: .length(7))))
        #expect(framing("Content-Length: 9223372036854775807") == .head(RequestFraming(body: .length(.max))))
        #expect(framing("Content-Length: 9223372036854775808") == .fault(.badRequest))
        #expect(
            framing("Content-Length: 5", version: "1.0") == .head(RequestFraming(body: .length(5), keepAlive: false)))
    }

    @Test func chunked() {
        #expect(framing("Transfer-Encoding: chunked") == .head(RequestFraming(body: .chunked)))
        #expect(framing("TRANSFER-ENCODING:\tChunked ") == .head(RequestFraming(body: .chunked)))
    }

    @Test func keepAlive() {
        #expect(framing("Connection: close") == .head(RequestFraming(keepAlive: false)))
        #expect(framing("Connection: x, , CLOSE") == .head(RequestFraming(keepAlive: false)))
        #expect(framing("Connection: x", "Connection: close") == .head(RequestFraming(keepAlive: false)))
        #expect(framing("Connection: closed") == .head(RequestFraming()))
        #expect(framing("Connection: keep-alive", version: "1.0") == .head(RequestFraming()))
        #expect(framing("Connection: keep-alive, close", version: "1.0") == .head(RequestFraming(keepAlive: false)))
        #expect(framing(version: "1.0") == .head(RequestFraming(keepAlive: false)))
    }

    @Test func expectations() {
        let expected = RequestFraming(body: .length(3), expectsContinue: true)
        #expect(framing("Content-Length: 3", "Expect: 100-Continue") == .head(expected))
        #expect(framing("Expect: 100-continue") == .head(RequestFraming()))
        #expect(
            framing("Content-Length: 3", "Expect: 100-continue", version: "1.0")
                == .head(RequestFraming(body: .length(3), keepAlive: false)))
        #expect(
            framing("Content-Length: 3", "Expect: tea")
                == .refused(.expectationFailed, RequestFraming(body: .length(3))))
        #expect(framing("Expect: 100-continue, tea") == .refused(.expectationFailed, RequestFraming()))
    }

    @Test func upgrades() {
        let offer = RequestFraming(upgrade: .fields)
        #expect(framing("Connection: Upgrade", "Upgrade: websocket", method: "GET") == .head(offer))
        #expect(framing("Connection: keep-alive, upgrade", "Upgrade: a/1, b", method: "GET") == .head(offer))
        #expect(framing("Upgrade: websocket", method: "GET") == .head(RequestFraming()))
        #expect(framing("Connection: upgrade", method: "GET") == .head(RequestFraming()))
        #expect(
            framing("Connection: upgrade", "Upgrade: websocket", "Content-Length: 2")
                == .head(RequestFraming(body: .length(2))))
        #expect(
            framing("Connection: upgrade", "Upgrade: websocket", version: "1.0")
                == .head(RequestFraming(keepAlive: false)))
    }

    @Test(arguments: ["h2c", "H2C", "HTTP/2.0", "TLS/1.0", "websocket, h2c"])
    func otherHTTPIsNoUpgrade(protocols: String) {
        #expect(framing("Connection: upgrade", "Upgrade: " + protocols, method: "GET") == .head(RequestFraming()))
    }

    @Test func bodyLimit() {
        let limits = Limits(bodyBytes: 10)
        let within = head("PUT / HTTP/1.1", "Host: a", "Content-Length: 10")
        #expect(decodeRequest(within, limits: limits).step == .head(RequestFraming(body: .length(10))))
        let beyond = head("PUT / HTTP/1.1", "Host: a", "Content-Length: 11")
        let framing = RequestFraming(body: .length(11), keepAlive: false)
        #expect(decodeRequest(beyond, limits: limits).step == .refused(.bodyTooLarge, framing))
    }
}
