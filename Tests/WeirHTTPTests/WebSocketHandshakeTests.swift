import NIOCore
import Testing
import WeirCore
import WeirModel

@testable import WeirHTTP

@Suite struct WebSocketHandshakeTests {
    /// RFC 6455 §1.3.
    private static let handshake = WebSocketHandshake(key: Array("dGhlIHNhbXBsZSBub25jZQ==".utf8))
    private static let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    private func verdict(_ lines: String...) -> WebSocketHandshake.Verdict {
        let text = lines.map { $0 + "\r\n" }.joined() + "\r\n"
        let outcome = decodeResponse(text)
        guard case .head = outcome.step else { return .invalid }
        return Self.handshake.judge(outcome.head)
    }

    @Test func theStandardsExample() {
        #expect(Self.handshake.accept == Array("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".utf8))
        #expect(verdict("HTTP/1.1 101 Ok", "Connection: upgrade", "Upgrade: WebSocket", Self.accept) == .accepted)
    }

    @Test(arguments: [
        ["Connection: upgrade", "Upgrade: websocket"],
        ["Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA="],
        ["Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
        ["Connection: upgrade", "Upgrade: websocket", accept, accept],
        ["Connection: upgrade", accept],
        ["Connection: upgrade", "Upgrade: h2c", accept],
        ["Connection: upgrade", "Upgrade: websocket", "Upgrade: echo", accept],
    ])
    func whatIsNoAnswerToIt(lines: [String]) {
        let text = "HTTP/1.1 101 Switching\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
        #expect(Self.handshake.judge(decodeResponse(text).head) == .invalid)
    }

    @Test func otherAnswersArePassedOnUnlessTheyLookLikeConsent() {
        #expect(verdict("HTTP/1.1 403 No", "Content-Length: 0") == .declined)
        #expect(verdict("HTTP/1.1 302 There", "Content-Length: 0") == .declined)
        #expect(verdict("HTTP/1.1 500 Oh", "Content-Length: 0") == .declined)
        #expect(verdict("HTTP/1.1 200 Fine", "Content-Length: 0", Self.accept) == .invalid)
        #expect(verdict("HTTP/1.1 204 Fine") == .invalid)
    }

    @Test func keysAreDrawnAnew() {
        var random = RandomSource(seed: 1)
        let keys = (0..<100).map { _ in WebSocketHandshake(random: &random).key }
        #expect(Set(keys).count == 100)
        #expect(keys.allSatisfy { $0.count == 24 && $0.suffix(2) == Array("==".utf8) })
    }
}
