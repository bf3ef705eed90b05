import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

/// What Weir writes it reads back as the same, single message; and no bytes at all make it trap.
@Suite struct RoundTripTests {
    @Test func randomHeadsArriveAsTheyWere() throws {
        var random = RandomSource(seed: 11)
        for _ in 0..<1500 {
            let sent = randomHead(&random)
            let outcome = decodeRequest(sent.text)
            guard case .head(let framing) = outcome.step else {
                Issue.record("\(outcome.step) for \(sent.text)")
                continue
            }
            let again = try #require(forward(outcome.head, framing))
            #expect(again.head.text(again.head.methodText) == sent.method)
            #expect(again.head.text(again.head.target) == sent.target)
            #expect(again.head.text(again.head.authority) == "h.example")
            let received = lines(of: again.head.block)
            #expect(received.filter { $0.lowercased().hasPrefix("x-t") } == sent.fields)
        }
    }

    /// Whatever the decoder lets through, a server reads as one message with the same body framing.
    @Test func whatIsLetThroughIsUnambiguous() {
        var random = RandomSource(seed: 12)
        let corpus = (RequestCorpus.good + RequestCorpus.bad).map { Array($0.utf8) }
        var passed = 0
        for round in 0..<8000 {
            let count = round.isMultiple(of: 2) ? RequestCorpus.good.count : corpus.count
            var bytes = corpus[round / 2 % count]
            mutate(&bytes, corpus, &random)
            let outcome = decodeRequest(bytes)
            guard case .head(let framing) = outcome.step else { continue }
            passed += 1
            #expect(forward(outcome.head, framing) != nil)
        }
        #expect(passed > 500)
    }

    @Test func garbageNeverTraps() {
        var random = RandomSource(seed: 13)
        let alphabet = Array("GET /:.%?*#[]@,;=\" HTTP/1.1\r\n\r\n\t0aF\u{0}\u{7f}\u{e4}".utf8)
        for _ in 0..<4000 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let request = decodeRequest(Array("GET /".utf8) + bytes)
            #expect(request.consumed <= bytes.count + 5)
            _ = decodeResponse(Array("HTTP/1.1 2".utf8) + bytes)
            _ = decodeBody(bytes, .chunked)
            _ = decodeRequest(bytes, limits: Limits(headerBytes: 8, headerCount: 0, uriBytes: 0))
        }
    }

    @Test func mutatedResponsesNeverTrapAndStayOneMessage() {
        var random = RandomSource(seed: 14)
        let corpus = (ResponseDecoderTests.bad + [head("HTTP/1.1 200 OK", "Content-Length: 3", "Set-Cookie: a=b")])
            .map { Array($0.utf8) }
        for round in 0..<4000 {
            var bytes = corpus[round % corpus.count]
            mutate(&bytes, corpus, &random)
            let outcome = decodeResponse(bytes)
            guard case .head(let framing) = outcome.step else { continue }
            var output = ByteBuffer()
            let body = ResponseWriter.write(outcome.head, framing: framing, facts: ResponseFacts(), into: &output)
            let again = decodeResponse(output.bytes)
            guard case .head(let second) = again.step else {
                Issue.record("unreadable: \(output.text)")
                continue
            }
            #expect(again.consumed == output.readableBytes)
            #expect(second.body == body)
        }
    }

    // MARK: Helpers

    /// The head as it arrives at a server; nil if that is not one message with this framing.
    private func forward(_ head: RequestHead, _ framing: RequestFraming) -> RequestOutcome? {
        var facts = ForwardingFacts(
            peer: PeerTexts(peer: Array("192.0.2.1".utf8), defaultAuthority: Array("origin".utf8)))
        facts.hiddenCookie = Array("SERVERID".utf8)
        facts.writesForwarded = true
        var output = ByteBuffer()
        RequestWriter.write(head, framing: framing, facts: facts, into: &output)
        let outcome = decodeRequest(output.bytes)
        guard case .head(let again) = outcome.step, again.body == framing.body, again.upgrade == framing.upgrade,
            again.expectsContinue == framing.expectsContinue, outcome.consumed == output.readableBytes
        else { return nil }
        return outcome
    }

    private struct SentHead {
        var method: String
        var target: String
        /// Those that must arrive, in order.
        var fields: [String]
        var text: String
    }

    private func randomHead(_ random: inout RandomSource) -> SentHead {
        let method = ["GET", "HEAD", "POST", "DELETE", "PURGE", "x-Y"].randomElement(using: &random) ?? ""
        let pieces = ["a", "b%2Fc", "..", ".", "%41", "", "d;e=f", "~g"]
        let count = Int.random(in: 1...5, using: &random)
        var target = (0..<count).map { _ in "/" + (pieces.randomElement(using: &random) ?? "") }.joined()
        if Bool.random(using: &random) { target += ["?", "?a=b&c", "?/../%zz?"].randomElement(using: &random) ?? "" }
        let form = Bool.random(using: &random) ? target : "http://h.example" + target
        var fields: [String] = []
        var raw: [String] = ["Host: h.example"]
        for index in 0..<Int.random(in: 0...20, using: &random) {
            let value = randomValue(&random)
            let blank = ["", " ", "\t ", "  "].randomElement(using: &random) ?? ""
            let name = ["X-T\(index)", "x-t\(index)", "X-Token!#\(index)"].randomElement(using: &random) ?? ""
            fields.append(name + ": " + value)
            raw.append(name + ":" + blank + value + blank)
        }
        raw += ["Connection: keep-alive", "Cookie: SERVERID=x; a=b", "Content-Length: \(count)"].filter { _ in
            Bool.random(using: &random)
        }
        raw.shuffle(using: &random)
        fields = raw.filter { $0.lowercased().hasPrefix("x-t") }.map(Self.canonical)
        let text = "\(method) \(form) HTTP/1.1\r\n" + raw.map { $0 + "\r\n" }.joined() + "\r\n"
        return SentHead(method: method, target: target, fields: fields, text: text)
    }

    private static func canonical(_ line: String) -> String {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let blanks: Set<Character> = [" ", "\t"]
        var value = parts[1]
        while let first = value.first, blanks.contains(first) { value.removeFirst() }
        while let last = value.last, blanks.contains(last) { value.removeLast() }
        return parts[0] + ": " + value
    }

    private func randomValue(_ random: inout RandomSource) -> String {
        let pieces = ["v", "a b", "\"q\\\"\"", "x: y", "\u{e4}", "a\tb", ",", ";", "0"]
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    /// Changes, inserts, removes or doubles a few bytes, or splices in a piece of another message.
    private func mutate(_ bytes: inout [UInt8], _ corpus: [[UInt8]], _ random: inout RandomSource) {
        let special = Array("\r\n\t :,;\u{0}\u{7f}%/.-0123456789chunked".utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(special.randomElement(using: &random) ?? 0, at: at)
            case 2: bytes.remove(at: at)
            case 3: bytes.insert(bytes[at], at: at)
            default:
                let other = corpus.randomElement(using: &random) ?? []
                let start = Int.random(in: 0...other.count, using: &random)
                let end = min(other.count, start + Int.random(in: 0...40, using: &random))
                bytes.insert(contentsOf: other[start..<end], at: at)
            }
        }
    }
}
