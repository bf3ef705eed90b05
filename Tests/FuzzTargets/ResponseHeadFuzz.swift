import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// Response heads: the decoder against the strict reader, and what is passed on against what must be.
///
/// The first byte chooses limits and facts, all others are what a server sends.
enum ResponseHeadFuzz {
    private struct Outcome: Equatable {
        var step: ResponseStep
        var head: ResponseHead
        var consumed: Int
    }

    static func run(_ input: [UInt8]) throws(Violation) {
        guard let choice = input.first else { return }
        let bytes = Array(input.dropFirst())
        let limits = choice & 0x80 == 0 ? Limits() : Limits(headerBytes: 256, headerCount: 8)
        let method: Method = choice & 1 == 0 ? .get : .head
        let outcome = decode(bytes, method, limits, .whole)
        for splitting in Splitting.all(seed: UInt64(bytes.count)) {
            let other = decode(bytes, method, limits, splitting)
            try require(other == outcome, "\(splitting): \(other.step), whole: \(outcome.step)")
        }
        switch outcome.step {
        case .needMore: try checkUnfinished(bytes, outcome)
        case .fault: try checkRefusal(bytes, limits)
        case .head(let framing):
            let response = try strictResponse(bytes)
            try require(response.head.end == outcome.consumed, "\(outcome.consumed) bytes taken")
            try compare(outcome.head, framing, response, method)
            try PassedResponseCheck(head: outcome.head, framing: framing, sent: response, choice: choice).run()
        }
    }

    private static func decode(
        _ bytes: [UInt8], _ method: Method, _ limits: Limits, _ splitting: Splitting
    ) -> Outcome {
        var decoder = ResponseDecoder(limits: limits)
        var buffer = ByteBuffer()
        var outcome = Outcome(step: .needMore, head: ResponseHead(), consumed: 0)
        var fed = 0
        for piece in splitting.pieces(bytes.count) {
            buffer.writeBytes(bytes[piece])
            fed += piece.count
            outcome.step = decoder.decode(&buffer, into: &outcome.head, requestMethod: method)
            if outcome.step != .needMore { break }
        }
        outcome.consumed = fed - buffer.readableBytes
        return outcome
    }

    private static func strictResponse(_ bytes: [UInt8]) throws(Violation) -> StrictResponse {
        do throws(StrictReader.Malformed) {
            if let response = try StrictResponse(headIn: bytes) { return response }
            throw StrictReader.Malformed("not complete")
        } catch {
            throw Violation("a head was let through that is none: \(error.reason)")
        }
    }

    private static func checkUnfinished(_ bytes: [UInt8], _ outcome: Outcome) throws(Violation) {
        try require(outcome.head.block.bytes.isEmpty, "a head before it is complete")
        do throws(StrictReader.Malformed) {
            if try StrictReader.head(bytes) != nil { throw StrictReader.Malformed("a whole head is there") }
        } catch {
            throw Violation("more is waited for, but: \(error.reason)")
        }
    }

    /// What the strict reader takes, and is within limits, must not be refused.
    private static func checkRefusal(_ bytes: [UInt8], _ limits: Limits) throws(Violation) {
        guard let response = try? StrictResponse(headIn: bytes) else { return }
        let options = StrictReader.members(response.head.values("connection")).count
        let fits = response.head.end <= limits.headerBytes && response.head.fields.count <= limits.headerCount
        try require(!fits || options > 32 || response.head.values("host").count > 1, "a plain response was refused")
    }

    private static func compare(
        _ head: ResponseHead, _ framing: ResponseFraming, _ response: StrictResponse, _ method: Method
    ) throws(Violation) {
        try require(head.status == response.status, "status \(head.status), not \(response.status)")
        try require(RequestHeadFuzz.fields(of: head.block) == response.head.fields, "other fields")
        let line = response.head.startLine
        try require(Array(head.block.bytes[head.reason.range]) == Array(line.dropFirst(13)), "another reason")
        // RFC 9112 §6.3: what has no body by status or method has none, whatever its fields say.
        if method == .head || response.status < 200 || [204, 304].contains(response.status) {
            try require(framing.body == .none, "a body where none can be: \(framing.body)")
            return
        }
        switch response.framing {
        case .none: try require(framing.body == .untilClose && !framing.keepAlive, "\(framing.body), not until close")
        case .chunked, .length: try require(framing.body.strict == response.framing, "\(framing.body)")
        }
    }
}

/// Holds a response as Weir writes it to a client against what a server sent.
private struct PassedResponseCheck {
    let head: ResponseHead
    let framing: ResponseFraming
    let sent: StrictResponse
    /// Bits of it are the facts.
    let choice: UInt8

    private static let hiddenCookie = Array("SERVERID".utf8)

    private var facts: ResponseFacts {
        var facts = ResponseFacts()
        facts.clientVersion = choice & 2 == 0 ? .http1_1 : .http1_0
        facts.keepAlive = choice & 4 == 0
        facts.setCookie = choice & 8 == 0 ? [] : Array("SERVERID=ours; Path=/".utf8)
        facts.hiddenCookie = choice & 8 == 0 ? [] : Self.hiddenCookie
        facts.makesPrivate = choice & 8 != 0
        facts.date = Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8)
        return facts
    }

    func run() throws(Violation) {
        var output = ByteBuffer()
        if head.isInterim {
            ResponseWriter.writeInterim(head, clientVersion: facts.clientVersion, into: &output)
            if facts.clientVersion == .http1_0 {
                try require(output.readableBytes == 0, "an interim response to an HTTP/1.0 client")
            } else {
                let written = try read(Array(output.readableBytesView))
                try require(written.framing == .none, "an interim response with a body")
            }
            return
        }
        let body = ResponseWriter.write(head, framing: framing, facts: facts, into: &output)
        let written = try read(Array(output.readableBytesView))
        try require(written.status == sent.status, "another status is written")
        try checkFraming(written, body)
        try checkFields(written)
    }

    private func read(_ bytes: [UInt8]) throws(Violation) -> StrictResponse {
        do throws(StrictReader.Malformed) {
            guard let response = try StrictResponse(headIn: bytes) else { throw StrictReader.Malformed("incomplete") }
            guard response.head.end == bytes.count else { throw StrictReader.Malformed("more than one head") }
            return response
        } catch {
            throw Violation("what is written is no response: \(error.reason): \(visible(bytes))")
        }
    }

    /// What the fields say is what will be written, and what the client can tell (RFC 9112 §6.3).
    private func checkFraming(_ written: StrictResponse, _ body: BodyFraming) throws(Violation) {
        let options = StrictReader.members(written.head.values("connection"))
        let closes = options.contains(Array("close".utf8))
        switch body {
        case .none:
            if let length = framing.announcedLength, sent.status != 101 {
                try require(written.framing == .length(Int(length)), "the announced length is lost")
            } else {
                try require(written.framing == .none, "a length where none was announced")
            }
        case .untilClose:
            let isOld = facts.clientVersion == .http1_0
            try require(written.framing == .none && (closes || isOld), "the end cannot be told")
            try require(!options.contains(Array("keep-alive".utf8)), "keep-alive with a body until close")
        case .length, .chunked: try require(written.framing == body.strict, "\(written.framing) is written")
        }
        if facts.clientVersion == .http1_0 { try require(written.framing != .chunked, "chunks to an HTTP/1.0 client") }
        if !facts.keepAlive, sent.status != 101 { try require(closes, "no close") }
        let hasUpgrade = !written.head.values("upgrade").isEmpty
        try require(hasUpgrade == options.contains(Array("upgrade".utf8)), "Upgrade and its option part")
        if sent.status == 101 {
            let isSwitch = !sent.head.values("upgrade").isEmpty
            try require(hasUpgrade == isSwitch, "101 loses its Upgrade")
        }
    }

    private static let own: Set<String> = ["connection", "content-length", "transfer-encoding", "date"]
    private static let dropped: Set<String> = [
        "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "close",
        "connection", "content-length", "transfer-encoding",
    ]

    private func checkFields(_ written: StrictResponse) throws(Violation) {
        let nominated = StrictReader.members(sent.head.values("connection"))
        let isUpgrade = sent.status == 101 || sent.status == 426
        var expected: [StrictField] = []
        for field in sent.head.fields {
            let name = String(decoding: field.name, as: UTF8.self)
            if Self.dropped.contains(name) || nominated.contains(field.name) && !keepsNominated(name) { continue }
            if name == "upgrade", !isUpgrade { continue }
            if name == "trailer", written.framing != .chunked { continue }
            if name == "set-cookie", !facts.hiddenCookie.isEmpty, namesHidden(field) { continue }
            expected.append(field)
        }
        let hasDate = expected.contains { $0.name.elementsEqual("date".utf8) }
        var passed = written.head.fields.filter { field in
            let name = String(decoding: field.name, as: UTF8.self)
            return !Self.own.contains(name) || name == "date" && hasDate
        }
        if !facts.setCookie.isEmpty {
            let ours = passed.lastIndex { $0.name.elementsEqual("set-cookie".utf8) && $0.value == facts.setCookie }
            guard let ours else { throw Violation("our cookie is not set") }
            passed.remove(at: ours)
        }
        try require(!written.head.values("date").isEmpty, "no Date")
        if facts.makesPrivate, let last = passed.last, passed.count == expected.count + 1 {
            try require(last.name.elementsEqual("cache-control".utf8), "an unexpected field")
            passed.removeLast()
        }
        try require(passed == expected, "\(passed.count) fields pass, not \(expected.count)")
    }

    /// `Upgrade` goes by its own rules; what speaks of a client is not for servers to name.
    private func keepsNominated(_ name: String) -> Bool {
        ["upgrade", "forwarded", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"].contains(name)
    }

    private func namesHidden(_ field: StrictField) -> Bool {
        let name = field.value.prefix { $0 != 61 && $0 != 59 }
        return StrictReader.trimmed(name) == Self.hiddenCookie
    }
}
