import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct ChunkedBodyTests {
    @Test(arguments: Feeding.allCases) func readsChunksExtensionsAndTrailers(feeding: Feeding) {
        let text = """
            5\r\nhello\r\n1;name=value\r\n \r\n0005 ; a="b;c"\r\nworld\r\nA\r\n0123456789\r\n0\r\n\
            X-Sum: 1\r\nx-two:2 \r\n\r\n
            """
        let outcome = decodeBody(text + "next", .chunked, feeding: feeding)
        #expect(outcome.text == "hello world0123456789")
        #expect(outcome.last == .end)
        #expect(outcome.consumed == text.utf8.count)
        #expect(outcome.trailers == ["X-Sum: 1", "x-two: 2"])
    }

    static let bad: [String] = [
        "\r\n", "x\r\n", ";a\r\n", " 5\r\nhello\r\n", "+5\r\n", "-5\r\n", "0x5\r\n", "5 \r\nhello\r\n", "5\t\r\n",
        "5 5\r\n",
        "5,5\r\n", "5\nhello\n", "5\r\nhello\n", "5\nhello\r\n", "5\r\nhello\r\r\n", "5\r\nhelloX", "5\r\nhello5\r\n",
        "5\r\nhello\r\n\r\n", "5\rhello", "5\r\r\nhello", "5;a\nb\r\nhello", "5;a\rb\r\nhello", "5;\u{0}\r\nhello",
        "5\u{0}\r\n", "g\r\n", "5g\r\n", "5=\r\n", "5:\r\n", "5\u{b}\r\n", "\u{b}5\r\n", "10000000000000000\r\n",
        "00000000000000005\r\nhello", "8000000000000000\r\n", "ffffffffffffffff\r\n", "7fffffffffffffff0\r\n",
        "1\r\na\r\n7fffffffffffffff\r\n", "0\r\n\n", "0\r\nX: y\n\r\n", "0\r\n X: y\r\n\r\n", "0\r\nX : y\r\n\r\n",
        "0\r\n: y\r\n\r\n", "0\r\nX\r\n\r\n", "0\r\nX: a\u{0}b\r\n\r\n", "0\r\nX: a\rb\r\n\r\n",
        "0\r\nX: a\r\n b\r\n\r\n",
        "0\r\n\rX: y\r\n\r\n", "0\n\r\n", "0 \r\n\r\n", "0\r\nGET / HTTP/1.1\r\n\r\n", "0 x\r\n\r\n", "\u{feff}5\r\n",
        "5 \u{20} x\r\nhello\r\n",
    ]

    @Test(arguments: bad) func refusesBadChunks(text: String) {
        #expect(decodeBody(text, .chunked).last == .fault(.badRequest))
        #expect(decodeBody(text, .chunked, of: .response).last == .fault(.badResponse))
    }

    @Test(arguments: Feeding.allCases) func resultsDoNotDependOnPieces(feeding: Feeding) {
        for text in Self.bad {
            let pieces = decodeBody(text, .chunked, feeding: feeding)
            #expect(pieces == decodeBody(text, .chunked), "\(text)")
        }
    }

    @Test func aFaultIsFinal() {
        var decoder = BodyDecoder(.chunked, of: .request, limits: Limits())
        var input = ByteBuffer(string: "zz\r\n")
        #expect(decoder.next(&input) == .fault(.badRequest))
        var good = ByteBuffer(string: "0\r\n\r\n")
        #expect(decoder.next(&good) == .fault(.badRequest))
        #expect(decoder.finishOnEOF() == .fault(.badRequest))
    }

    @Test(arguments: [
        "Content-Length: 3", "Transfer-Encoding: chunked", "Host: b", "Trailer: x", "Authorization: x", "Cookie: a=b",
        "Set-Cookie: a=b", "Content-Type: text/html", "Content-Encoding: gzip", "Content-Range: x", "Cache-Control: x",
        "Expect: 100-continue", "Max-Forwards: 1", "TE: trailers", "Connection: x", "Upgrade: x", "Keep-Alive: x",
        "Proxy-Authorization: x", "WWW-Authenticate: x", "Range: x", "If-Match: x", "If-None-Match: x",
        "If-Modified-Since: x", "If-Unmodified-Since: x", "If-Range: x", "Age: 1", "Expires: x", "Date: x", "Vary: x",
        "Retry-After: 1", "Pragma: x", "Warning: x", "X-Forwarded-For: 1.2.3.4", "X_Forwarded_For: 1.2.3.4",
        "X-Real-IP: 1.2.3.4", "X-Request-Id: x", "Forwarded: for=x", "Via: 1.1 x", "transfer_encoding: chunked",
    ]) func dropsTrailersThatSteer(field: String) {
        let outcome = decodeBody("0\r\nX-A: 1\r\n" + field + "\r\nX-B: 2\r\n\r\n", .chunked)
        #expect(outcome.last == .end)
        #expect(outcome.trailers == ["X-A: 1", "X-B: 2"])
    }

    /// RFC 9110 §7.6.1.
    @Test func trailersThatConnectionNamesGo() {
        let sent = decodeRequest(head("POST / HTTP/1.1", "Host: a", "Connection: close, x-DROP", "X-Keep: 1"))
        var decoder = BodyDecoder(.chunked, of: .request, limits: Limits())
        var input = ByteBuffer(string: "0\r\nX-Drop: 1\r\nX-Dropped: 2\r\nX-Keep: 3\r\n\r\n")
        #expect(decoder.next(&input) == .end)
        var trailers = decoder.trailers ?? FieldBlock()
        trailers.removeFields(nominatedBy: sent.head.block)
        #expect(lines(of: trailers) == ["X-Dropped: 2", "X-Keep: 3"])
    }

    @Test(arguments: Feeding.allCases) func trailersAreBounded(feeding: Feeding) {
        let section = "X-A: 1\r\nX-B: 2\r\n\r\n"
        let bytes = Limits(headerBytes: section.utf8.count)
        #expect(decodeBody("0\r\n" + section, .chunked, limits: bytes, feeding: feeding).last == .end)
        let fewer = Limits(headerBytes: section.utf8.count - 1)
        let cut = decodeBody("0\r\n" + section, .chunked, limits: fewer, feeding: feeding)
        #expect(cut.last == .fault(.headerTooLarge))
        #expect(decodeBody("0\r\n" + section, .chunked, limits: Limits(headerCount: 2), feeding: feeding).last == .end)
        let count = decodeBody("0\r\n" + section, .chunked, limits: Limits(headerCount: 1), feeding: feeding)
        #expect(count.last == .fault(.headerTooLarge))
        let response = decodeBody("0\r\n" + section, .chunked, of: .response, limits: fewer, feeding: feeding)
        #expect(response.last == .fault(.badResponse))
    }

    @Test func extensionsAreBounded() {
        let line = "1;" + String(repeating: "x", count: 4000) + "\r\na\r\n"
        let four = String(repeating: line, count: 4) + "0\r\n\r\n"
        let five = String(repeating: line, count: 5) + "0\r\n\r\n"
        #expect(decodeBody(four, .chunked).last == .end)
        #expect(decodeBody(five, .chunked).last == .fault(.badRequest))
        let endless = "1;" + String(repeating: "x", count: 5000)
        #expect(decodeBody(endless, .chunked).last == .fault(.badRequest))
    }

    @Test func whatIsWrittenIsReadBack() {
        var random = RandomSource(seed: 7)
        for _ in 0..<200 {
            var written = ByteBuffer()
            var data: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                let part = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                data += part
                ChunkWriter.write(ByteBuffer(bytes: part), into: &written)
            }
            ChunkWriter.finish(trailers: FieldBlock(), into: &written)
            let feeding = Feeding.allCases.randomElement(using: &random) ?? .whole
            let outcome = decodeBody(written.bytes, .chunked, feeding: feeding)
            #expect(outcome.last == .end)
            #expect(outcome.data == data)
            #expect(outcome.consumed == written.readableBytes)
        }
    }

    @Test func trailersAreWrittenAsTheyWereRead() {
        var decoder = BodyDecoder(.chunked, of: .response, limits: Limits())
        var input = ByteBuffer(string: "0\r\nX-Sum:  1 \r\nDate: x\r\nX-Two: 2\r\nX-Three: 3\r\n\r\n")
        #expect(decoder.next(&input) == .end)
        var output = ByteBuffer()
        ChunkWriter.finish(trailers: decoder.trailers ?? FieldBlock(), into: &output)
        #expect(output.text == "0\r\nX-Sum: 1\r\nX-Two: 2\r\nX-Three: 3\r\n\r\n")
    }

    @Test func chunkParts() {
        var output = ByteBuffer()
        ChunkWriter.begin(count: 0x1a2b, into: &output)
        ChunkWriter.end(into: &output)
        ChunkWriter.write(ByteBuffer(), into: &output)
        ChunkWriter.write(ByteBuffer(string: "x"), into: &output)
        #expect(output.text == "1a2b\r\n\r\n1\r\nx\r\n")
    }
}
