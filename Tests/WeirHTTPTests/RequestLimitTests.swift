import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct RequestLimitTests {
    private let good = RequestStep.head(RequestFraming())

    @Test(arguments: Feeding.allCases) func headBytes(feeding: Feeding) {
        let text = head("GET / HTTP/1.1", "Host: a", "X: " + String(repeating: "v", count: 50))
        let exact = Limits(headerBytes: text.utf8.count, uriBytes: 10)
        let less = Limits(headerBytes: text.utf8.count - 1, uriBytes: 10)
        #expect(decodeRequest(text, limits: exact, feeding: feeding).step == good)
        #expect(decodeRequest(text, limits: less, feeding: feeding).step == .fault(.headerTooLarge))
    }

    @Test(arguments: Feeding.allCases) func everyLowerLimitRefuses(feeding: Feeding) {
        let text = head("GET / HTTP/1.1", "Host: a", "X: y")
        for bytes in 1..<text.utf8.count {
            let limits = Limits(headerBytes: bytes, uriBytes: 10)
            #expect(decodeRequest(text, limits: limits, feeding: feeding).step == .fault(.headerTooLarge), "\(bytes)")
        }
    }

    @Test func headWithoutEnd() {
        let limits = Limits(headerBytes: 200, uriBytes: 10)
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "v", count: 1000)
        #expect(decodeRequest(text, limits: limits).step == .fault(.headerTooLarge))
    }

    @Test(arguments: Feeding.allCases) func fieldCount(feeding: Feeding) {
        let text = head("GET / HTTP/1.1", "Host: a", "X: 1", "X: 2")
        #expect(decodeRequest(text, limits: Limits(headerCount: 3), feeding: feeding).step == good)
        #expect(
            decodeRequest(text, limits: Limits(headerCount: 2), feeding: feeding).step == .fault(.headerTooLarge))
    }

    @Test(arguments: Feeding.allCases) func targetBytes(feeding: Feeding) {
        let limits = Limits(uriBytes: 20)
        let exact = head("GET /" + String(repeating: "a", count: 19) + " HTTP/1.1", "Host: a")
        let more = head("GET /" + String(repeating: "a", count: 20) + " HTTP/1.1", "Host: a")
        let endless = "GET /" + String(repeating: "a", count: 5000)
        #expect(decodeRequest(exact, limits: limits, feeding: feeding).step == good)
        #expect(decodeRequest(more, limits: limits, feeding: feeding).step == .fault(.uriTooLong))
        #expect(decodeRequest(endless, limits: limits, feeding: feeding).step == .fault(.uriTooLong))
    }

    /// The answer to HEAD has no body (RFC 9110 §9.3.2), also where the rest of its line is at fault.
    @Test(arguments: ["HEAD /aaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1", "HEAD / HTTP/2.0", "HEAD  / HTTP/1.1"])
    func methodsOfFaultyLinesAreKnown(line: String) {
        for feeding in Feeding.allCases {
            let outcome = decodeRequest(head(line, "Host: a"), limits: Limits(uriBytes: 20), feeding: feeding)
            #expect(outcome.head.method == .head && outcome.head.target.isEmpty)
        }
        #expect(decodeRequest(head("HEADX  / HTTP/1.1"), limits: Limits()).head.method == .other)
    }

    @Test(arguments: Feeding.allCases) func overlongLinesAreRefusedForTheirFirstMistake(feeding: Feeding) {
        let limits = Limits(uriBytes: 20)
        let method = String(repeating: "M", count: 5000)
        #expect(decodeRequest(method, limits: limits, feeding: feeding).step == .fault(.badRequest))
        let version = "GET / " + String(repeating: "H", count: 5000)
        #expect(decodeRequest(version, limits: limits, feeding: feeding).step == .fault(.badRequest))
    }

    @Test func methodBytes() {
        #expect(decodeRequest(head(String(repeating: "M", count: 32) + " / HTTP/1.1", "Host: a")).step == good)
        #expect(
            decodeRequest(head(String(repeating: "M", count: 33) + " / HTTP/1.1", "Host: a")).step
                == .fault(.badRequest))
    }

    @Test func connectionOptions() {
        let few = Array(repeating: "a", count: 32).joined(separator: ",")
        let many = few + ",a"
        #expect(decodeRequest(head("GET / HTTP/1.1", "Host: a", "Connection: " + few)).step == good)
        #expect(
            decodeRequest(head("GET / HTTP/1.1", "Host: a", "Connection: " + many)).step == .fault(.badRequest))
    }
}
