import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct RequestDecoderTests {
    @Test(arguments: Feeding.allCases) func readsARequest(feeding: Feeding) {
        let text = head("GET /a/b?x=1&y HTTP/1.1", "Host: example.com:8080", "X-One:1", "Accept: \t */* \t", "Empty:")
        let outcome = decodeRequest(text + "next", feeding: feeding)
        #expect(outcome.step == .head(RequestFraming()))
        #expect(outcome.consumed == text.utf8.count)
        let request = outcome.head
        #expect(request.method == .get)
        #expect(request.version == .http1_1)
        #expect(request.text(request.target) == "/a/b?x=1&y")
        #expect(request.text(request.path) == "/a/b")
        #expect(request.text(request.query) == "x=1&y")
        #expect(request.normalizedPath == request.path)
        #expect(request.text(request.authority) == "example.com:8080")
        #expect(request.text(request.host) == "example.com")
        #expect(lines(of: request.block) == ["Host: example.com:8080", "X-One: 1", "Accept: */*", "Empty: "])
        #expect(request.block.fields.map(\.known) == [.host, .other, .accept, .other])
    }

    @Test(arguments: Feeding.allCases) func resultsDoNotDependOnPieces(feeding: Feeding) {
        for text in RequestCorpus.good + RequestCorpus.bad {
            let whole = decodeRequest(text)
            let pieces = decodeRequest(text, feeding: feeding)
            #expect(pieces.step == whole.step, "\(text)")
            if case .head = whole.step { #expect(pieces == whole, "\(text)") }
        }
    }

    @Test(arguments: RequestCorpus.good) func takesGoodRequests(text: String) {
        let outcome = decodeRequest(text)
        guard case .head = outcome.step else {
            Issue.record("\(outcome.step) for \(text)")
            return
        }
        #expect(outcome.consumed == text.utf8.count)
    }

    @Test func theCorpusOfBadRequestsIsLarge() {
        #expect(RequestCorpus.bad.count >= 150)
        #expect(Set(RequestCorpus.bad).count == RequestCorpus.bad.count)
    }

    @Test(arguments: RequestCorpus.bad) func refusesBadRequests(text: String) {
        #expect(decodeRequest(text).step == .fault(.badRequest))
    }

    @Test func aFaultIsFinal() {
        var decoder = RequestDecoder(limits: Limits())
        var request = RequestHead()
        var input = ByteBuffer(string: head("GET / HTTP/1.1", "Host : a"))
        #expect(decoder.decode(&input, into: &request) == .fault(.badRequest))
        var good = ByteBuffer(string: head("GET / HTTP/1.1", "Host: a"))
        #expect(decoder.decode(&good, into: &request) == .fault(.badRequest))
    }

    @Test func anIncompleteHeadShowsNothing() {
        var decoder = RequestDecoder(limits: Limits())
        var request = RequestHead()
        let text = Array(head("GET /path HTTP/1.1", "Host: a", "X: y").utf8)
        var input = ByteBuffer()
        for byte in text.dropLast() {
            input.writeInteger(byte)
            #expect(decoder.decode(&input, into: &request) == .needMore)
            #expect(request == RequestHead())
        }
        #expect(input.readableBytes == text.count - 1)
    }

    @Test func pipelinedRequestsComeInOrder() {
        var decoder = RequestDecoder(limits: Limits())
        var request = RequestHead()
        var input = ByteBuffer(
            string: head("GET /1 HTTP/1.1", "Host: a") + head("HEAD /2?q HTTP/1.1", "Host: b", "X: y") + "PUT /3")
        #expect(decoder.decode(&input, into: &request) == .head(RequestFraming()))
        #expect(request.text(request.path) == "/1")
        #expect(decoder.decode(&input, into: &request) == .head(RequestFraming()))
        #expect(request.text(request.path) == "/2")
        #expect(request.text(request.host) == "b")
        #expect(request.method == .head)
        #expect(decoder.decode(&input, into: &request) == .needMore)
        #expect(input.readableBytes == 6)
    }

    @Test(arguments: Feeding.allCases) func passesOverAFewEmptyLines(feeding: Feeding) {
        let request = head("GET / HTTP/1.1", "Host: a")
        #expect(decodeRequest("\r\n\r\n" + request, feeding: feeding).step == .head(RequestFraming()))
        #expect(
            decodeRequest(String(repeating: "\r\n", count: 5) + request, feeding: feeding).step == .fault(.badRequest))
    }

    @Test(arguments: [
        ("GET", Method.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete), ("PATCH", .patch),
        ("OPTIONS", .options), ("PURGE", .other), ("get", .other), ("M-SEARCH", .other), ("VERSION-CONTROL", .other),
        ("ab!#$%&'*+.^_`|~9", .other),
    ]) func knowsMethodsWithCase(text: String, method: Method) {
        let outcome = decodeRequest(head(text + " / HTTP/1.1", "Host: a"))
        #expect(outcome.head.method == method)
        #expect(outcome.head.text(outcome.head.methodText) == text)
    }

    @Test func refusesMethodsThatAreNotForGateways() {
        let trace = decodeRequest(head("TRACE / HTTP/1.1", "Host: a"))
        #expect(trace.step == .refused(.methodNotAllowed, RequestFraming()))
        let connect = decodeRequest(head("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443"))
        #expect(connect.step == .refused(.methodNotAllowed, RequestFraming(keepAlive: false)))
        #expect(connect.head.text(connect.head.host) == "a.example")
    }

    @Test(arguments: ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"]) func refusesOtherVersions(version: String) {
        #expect(decodeRequest(head("GET / " + version, "Host: a")).step == .fault(.unsupportedVersion))
    }

    @Test func refusesAnHTTP2Preface() {
        #expect(decodeRequest("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").step == .fault(.unsupportedVersion))
    }

    @Test func takesHigherMinorVersionsAsTheHighestKnown() {
        let outcome = decodeRequest(head("GET / HTTP/1.7", "Host: a"))
        #expect(outcome.head.version == .http1_1)
        #expect(outcome.step == .head(RequestFraming()))
    }

    @Test func refusesATLSHandshakeAtItsFirstByte() {
        #expect(decodeRequest([0x16]).step == .fault(.badRequest))
    }

    @Test func saysWhatWasUnderstoodBeforeAFault() {
        let outcome = decodeRequest(head("GET /x/../y?q HTTP/1.1", "Host: a.example", "Bad Name: 1"))
        #expect(outcome.step == .fault(.badRequest))
        #expect(outcome.head.method == .get)
        #expect(outcome.head.text(outcome.head.target) == "/x/../y?q")
        #expect(outcome.head.text(outcome.head.normalizedPath) == "/y")
        #expect(outcome.head.text(outcome.head.host) == "a.example")
    }

    @Test func versionOneZeroNeedsNoHost() {
        let outcome = decodeRequest(head("GET / HTTP/1.0"))
        #expect(outcome.step == .head(RequestFraming(keepAlive: false)))
        #expect(outcome.head.authority.isEmpty)
        #expect(outcome.head.version == .http1_0)
    }

    @Test func readsAnyBytesInPiecesWithoutLookingTwice() {
        // A megabyte in single bytes: quadratic work would not end within the test's time.
        let limits = Limits(headerBytes: 1 << 20, headerCount: 4, uriBytes: 1 << 18)
        let text = head("GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1", "Host: a")
        #expect(decodeRequest(text, limits: limits, feeding: .bytes).step == .head(RequestFraming()))
    }
}
