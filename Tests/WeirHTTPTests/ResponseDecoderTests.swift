import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct ResponseDecoderTests {
    @Test(arguments: Feeding.allCases) func readsAResponse(feeding: Feeding) {
        let text = head("HTTP/1.1 200 Quite OK", "Content-Length: 5", "Server: x", "X-Y:z ")
        let outcome = decodeResponse(text + "hello", feeding: feeding)
        #expect(outcome.step == .head(ResponseFraming(body: .length(5))))
        #expect(outcome.consumed == text.utf8.count)
        #expect(outcome.head.status == 200)
        #expect(outcome.head.block.string(outcome.head.reason) == "Quite OK")
        #expect(lines(of: outcome.head.block) == ["Content-Length: 5", "Server: x", "X-Y: z"])
    }

    @Test(arguments: [
        ("HTTP/1.1 200", ""), ("HTTP/1.1 200 ", ""), ("HTTP/1.1 200  two", " two"),
        ("HTTP/1.1 200 \u{e4}\tb", "\u{e4}\tb"),
    ]) func reasonsMayBeAnything(line: String, reason: String) {
        let outcome = decodeResponse(head(line, "Content-Length: 0"))
        #expect(outcome.step == .head(ResponseFraming(body: .length(0))))
        #expect(outcome.head.block.string(outcome.head.reason) == reason)
    }

    static let bad: [String] =
        [
            "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000 OK", "HTTP/1.1 2x0 OK", "HTTP/1.1 099 OK",
            "HTTP/1.1 000 OK",
            "HTTP/1.1 600 OK", "HTTP/1.1 999 OK", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 200\tOK",
            "HTTP/2.0 200 OK",
            "HTTP/0.9 200 OK", "HTTP/1. 200 OK", "HTTP/11 200 OK", "http/1.1 200 OK", "HTTP/1.1 +20 OK",
            "HTTP/1.1 -20 OK",
            "HTTP/1.1 200OK", " HTTP/1.1 200 OK", "ICY 200 OK", "SSH-2.0-OpenSSH", "<html>", "HTTP/1.1 200 O\u{0}K",
            "HTTP/1.1 200 O\u{7f}K", "HTTP 200 OK", "GET / HTTP/1.1",
        ].map { head($0, "Content-Length: 0") } + [
            "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n", "HTTP/1.1 200 OK\rX: y\r\r", "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{50}", "\u{0}",
        ]
        + [
            "Content-Length: 3\r\nContent-Length: 3", "Content-Length: 3\r\nContent-Length: 4", "Content-Length: 3, 3",
            "Content-Length: x", "Content-Length: -1", "Content-Length:", "Content-Length: 9223372036854775808",
            "Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding:", "X : y", "X", ": y", "X: a\r\n b", " X: y", "X: a\u{0}b", "X: a\rb", "X y: z",
        ].map { head("HTTP/1.1 200 OK", $0) } + [
            head("HTTP/1.0 200 OK", "Transfer-Encoding: chunked")
        ]

    @Test(arguments: bad) func refusesBadResponses(text: String) {
        #expect(decodeResponse(text).step == .fault(.badResponse))
    }

    @Test(arguments: Feeding.allCases) func resultsDoNotDependOnPieces(feeding: Feeding) {
        for text in Self.bad {
            #expect(decodeResponse(text, feeding: feeding).step == .fault(.badResponse), "\(text)")
        }
    }

    @Test func garbageIsSeenAtItsFirstByte() {
        for prefix in ["X", "HX", "HTX", "HTTX", "HTTPX"] {
            #expect(decodeResponse(prefix).step == .fault(.badResponse))
        }
        for prefix in ["H", "HT", "HTT", "HTTP", "HTTP/"] { #expect(decodeResponse(prefix).step == .needMore) }
    }

    @Test func lengthOfBodies() {
        let length = "Content-Length: 7"
        #expect(framing("200 OK", length) == ResponseFraming(body: .length(7)))
        #expect(framing("200 OK", "Transfer-Encoding: chunked") == ResponseFraming(body: .chunked))
        #expect(framing("200 OK") == ResponseFraming(body: .untilClose, keepAlive: false))
        #expect(framing("204 No Content") == ResponseFraming())
        #expect(framing("204 No Content", length) == ResponseFraming())
        #expect(framing("304 Not Modified", length) == ResponseFraming(announcedLength: 7))
        #expect(framing("200 OK", length, method: .head) == ResponseFraming(announcedLength: 7))
        #expect(framing("200 OK", "Transfer-Encoding: chunked", method: .head) == ResponseFraming())
        #expect(framing("200 OK", method: .head) == ResponseFraming())
        #expect(framing("100 Continue") == ResponseFraming())
        #expect(framing("103 Early Hints", length) == ResponseFraming())
        #expect(framing("599 Odd", length) == ResponseFraming(body: .length(7)))
    }

    @Test func keepAlive() {
        let length = "Content-Length: 0"
        #expect(framing("200 OK", length, "Connection: close")?.keepAlive == false)
        #expect(framing("200 OK", length, version: "1.0")?.keepAlive == false)
        #expect(framing("200 OK", length, "Connection: Keep-Alive", version: "1.0")?.keepAlive == true)
        #expect(framing("200 OK", "Connection: keep-alive", version: "1.0")?.keepAlive == false)
        #expect(framing("304 Not Modified", version: "1.0")?.keepAlive == false)
    }

    @Test func switching() {
        let text = head("HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: websocket")
        let outcome = decodeResponse(text + "\u{81}\u{0}")
        #expect(outcome.step == .head(ResponseFraming(switchesProtocols: true)))
        #expect(outcome.consumed == text.utf8.count)
        #expect(!outcome.head.isInterim)
    }

    @Test func interimResponsesComeBeforeTheFinalOne() {
        var decoder = ResponseDecoder(limits: Limits())
        var response = ResponseHead()
        let text = head("HTTP/1.1 103 Early Hints", "Link: </a>") + head("HTTP/1.1 200 OK", "Content-Length: 1") + "x"
        var input = ByteBuffer(string: text)
        #expect(decoder.decode(&input, into: &response, requestMethod: .get) == .head(ResponseFraming()))
        #expect(response.isInterim)
        let final = ResponseStep.head(ResponseFraming(body: .length(1)))
        #expect(decoder.decode(&input, into: &response, requestMethod: .get) == final)
        #expect(!response.isInterim)
        #expect(lines(of: response.block) == ["Content-Length: 1"])
        #expect(input.readableBytes == 1)
    }

    @Test(arguments: Feeding.allCases) func limits(feeding: Feeding) {
        let text = head("HTTP/1.1 200 OK", "Content-Length: 0", "X: y")
        for bytes in 1...text.utf8.count {
            let step = decodeResponse(text, limits: Limits(headerBytes: bytes), feeding: feeding).step
            let fits = bytes == text.utf8.count
            #expect(step == (fits ? .head(ResponseFraming(body: .length(0))) : .fault(.badResponse)))
        }
        #expect(decodeResponse(text, limits: Limits(headerCount: 1), feeding: feeding).step == .fault(.badResponse))
        #expect(decodeResponse(text, limits: Limits(headerCount: 2), feeding: feeding).step != .fault(.badResponse))
    }

    @Test func aFaultIsFinal() {
        var decoder = ResponseDecoder(limits: Limits())
        var response = ResponseHead()
        var input = ByteBuffer(string: "garbage")
        #expect(decoder.decode(&input, into: &response, requestMethod: .get) == .fault(.badResponse))
        var good = ByteBuffer(string: head("HTTP/1.1 200 OK"))
        #expect(decoder.decode(&good, into: &response, requestMethod: .get) == .fault(.badResponse))
    }

    private func framing(
        _ status: String, _ fields: String..., version: String = "1.1", method: Method = .get
    ) -> ResponseFraming? {
        let text = "HTTP/\(version) \(status)\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
        guard case .head(let framing) = decodeResponse(text, to: method).step else { return nil }
        return framing
    }
}
