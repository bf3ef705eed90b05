import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct BodyDecoderTests {
    @Test(arguments: Feeding.allCases) func lengthTakesExactlyItsBytes(feeding: Feeding) {
        let outcome = decodeBody("hello world", .length(5), feeding: feeding)
        #expect(outcome.text == "hello")
        #expect(outcome.last == .end)
        #expect(outcome.consumed == 5)
    }

    @Test func bodiesThatAreNone() {
        #expect(decodeBody("x", .none).last == .end)
        #expect(decodeBody("x", .none).consumed == 0)
        #expect(decodeBody("x", .length(0)).last == .end)
    }

    @Test func endStaysEnd() {
        var decoder = BodyDecoder(.length(1), of: .request, limits: Limits())
        var input = ByteBuffer(string: "ab")
        #expect(decoder.next(&input) == .data(ByteBuffer(string: "a")))
        #expect(decoder.next(&input) == .end)
        #expect(decoder.next(&input) == .end)
        #expect(decoder.finishOnEOF() == .end)
        #expect(decoder.received == 1)
    }

    @Test(arguments: Feeding.allCases) func untilCloseTakesAll(feeding: Feeding) {
        let outcome = decodeBody("all of it", .untilClose, of: .response, feeding: feeding)
        #expect(outcome.text == "all of it")
        #expect(outcome.last == .needMore)
    }

    @Test func endOfInput() {
        var closing = BodyDecoder(.untilClose, of: .response, limits: Limits())
        #expect(closing.finishOnEOF() == .end)
        var empty = ByteBuffer()
        #expect(closing.next(&empty) == .end)
        for framing in [BodyFraming.length(3), .chunked] {
            var request = BodyDecoder(framing, of: .request, limits: Limits())
            #expect(request.finishOnEOF() == .fault(.clientGone))
            var response = BodyDecoder(framing, of: .response, limits: Limits())
            #expect(response.finishOnEOF() == .fault(.upstreamTruncated))
            #expect(response.next(&empty) == .fault(.upstreamTruncated))
        }
    }

    @Test func slicesShareMemory() {
        var decoder = BodyDecoder(.length(4), of: .request, limits: Limits())
        var input = ByteBuffer(string: "datarest")
        guard case .data(let part) = decoder.next(&input) else {
            Issue.record("no data")
            return
        }
        let same = part.withUnsafeReadableBytes { one in
            input.withUnsafeReadableBytes { other in one.baseAddress.map { $0 + 4 } == other.baseAddress }
        }
        #expect(same)
    }

    @Test(arguments: Feeding.allCases) func requestsAreBounded(feeding: Feeding) {
        let limits = Limits(bodyBytes: 4)
        #expect(decodeBody("abcd", .length(4), limits: limits, feeding: feeding).last == .end)
        #expect(decodeBody("abcde", .length(5), limits: limits, feeding: feeding).last == .fault(.bodyTooLarge))
        #expect(decodeBody("abcde", .length(5), of: .response, limits: limits, feeding: feeding).last == .end)
        let exact = "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"
        let more = "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"
        #expect(decodeBody(exact, .chunked, limits: limits, feeding: feeding).last == .end)
        #expect(decodeBody(more, .chunked, limits: limits, feeding: feeding).last == .fault(.bodyTooLarge))
        #expect(decodeBody(more, .chunked, of: .response, limits: limits, feeding: feeding).last == .end)
    }
}
