import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// Request heads: the decoder against the strict reader, and what is forwarded against what must be.
///
/// The first byte chooses limits and facts, all others are what a client sends.
enum RequestHeadFuzz {
    /// What the decoder made of the input.
    private struct Outcome: Equatable {
        var step: RequestStep
        var head: RequestHead
        var consumed: Int
    }

    static func run(_ input: [UInt8]) throws(Violation) {
        guard let choice = input.first else { return }
        let bytes = Array(input.dropFirst())
        let limits =
            choice & 0x80 == 0 ? Limits() : Limits(headerBytes: 256, headerCount: 8, uriBytes: 64, bodyBytes: 100)
        let outcome = decode(bytes, limits, .whole)
        for splitting in Splitting.all(seed: UInt64(bytes.count)) {
            let other = decode(bytes, limits, splitting)
            try require(other == outcome, "\(splitting): \(other.step), whole: \(outcome.step)")
        }
        switch outcome.step {
        case .needMore: try checkUnfinished(bytes, outcome)
        case .fault: try checkRefusal(bytes, limits)
        case .head(let framing), .refused(_, let framing):
            let request = try strictRequest(bytes, from: leadingEmptyLines(bytes))
            try require(request.end == outcome.consumed, "\(outcome.consumed) bytes taken, not \(request.end)")
            try compare(outcome.head, framing, request)
            try checkPath(outcome.head)
            if outcome.head.method != .connect, outcome.head.method != .trace {
                try ForwardedRequestCheck(head: outcome.head, framing: framing, sent: request, choice: choice).run()
            }
        }
    }

    private static func decode(_ bytes: [UInt8], _ limits: Limits, _ splitting: Splitting) -> Outcome {
        var decoder = RequestDecoder(limits: limits)
        var buffer = ByteBuffer()
        var outcome = Outcome(step: .needMore, head: RequestHead(), consumed: 0)
        var fed = 0
        for piece in splitting.pieces(bytes.count) {
            buffer.writeBytes(bytes[piece])
            fed += piece.count
            outcome.step = decoder.decode(&buffer, into: &outcome.head)
            if outcome.step != .needMore { break }
        }
        outcome.consumed = fed - buffer.readableBytes
        return outcome
    }

    /// Bytes of the empty lines before a request that are passed over.
    static func leadingEmptyLines(_ bytes: [UInt8]) -> Int {
        var count = 0
        while count < 8, bytes.dropFirst(count).starts(with: [13, 10]) { count += 2 }
        return count
    }

    private static func strictRequest(_ bytes: [UInt8], from start: Int) throws(Violation) -> StrictRequest {
        do throws(StrictReader.Malformed) {
            if let request = try StrictRequest(headIn: bytes, from: start) { return request }
            throw StrictReader.Malformed("not complete")
        } catch {
            throw Violation("a head was let through that is none: \(error.reason)")
        }
    }

    /// More is waited for: then nothing complete may be there, and nothing wrong.
    private static func checkUnfinished(_ bytes: [UInt8], _ outcome: Outcome) throws(Violation) {
        try require(outcome.head.block.bytes.isEmpty, "a head before it is complete")
        do throws(StrictReader.Malformed) {
            let head = try StrictReader.head(bytes, from: leadingEmptyLines(bytes))
            if head != nil { throw StrictReader.Malformed("a whole head is there") }
        } catch {
            throw Violation("more is waited for, but: \(error.reason)")
        }
    }

    /// What is plain and within limits must not be refused.
    private static func checkRefusal(_ bytes: [UInt8], _ limits: Limits) throws(Violation) {
        let start = leadingEmptyLines(bytes)
        guard let request = try? StrictRequest(headIn: bytes, from: start), isPlain(request, start, limits) else {
            return
        }
        throw Violation("a plain request was refused")
    }

    private static func isPlain(_ request: StrictRequest, _ start: Int, _ limits: Limits) -> Bool {
        guard request.end - start <= limits.headerBytes, request.head.fields.count <= limits.headerCount,
            request.method.count <= 32, request.target.count <= limits.uriBytes, request.target.first == 47,
            !request.target.contains(37), request.method != Array("CONNECT".utf8)
        else { return false }
        let hosts = request.head.values("host")
        let isNamed = hosts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 >= 97 && $0 <= 122 } }
        return isNamed && StrictReader.members(request.head.values("connection")).count <= 32
    }

    private static func compare(
        _ head: RequestHead, _ framing: RequestFraming, _ request: StrictRequest
    ) throws(Violation) {
        let bytes = head.block.bytes
        try require(Array(bytes[head.methodText.range]) == request.method, "another method")
        try require(Array(bytes[head.target.range]) == request.target, "another target")
        let isOld = request.head.startLine.last == UInt8(ascii: "0")
        try require(head.version == (isOld ? .http1_0 : .http1_1), "another version")
        try require(Self.fields(of: head.block) == request.head.fields, "other fields")
        try require(framing.body.strict == request.framing, "\(framing.body), not \(request.framing)")
        let options = StrictReader.members(request.head.values("connection"))
        let keepAlive = !options.contains(Array("close".utf8)) && (!isOld || options.contains(Array("keep-alive".utf8)))
        let isTunnel = head.method == .connect
        try require(
            framing.keepAlive == keepAlive || !framing.keepAlive && isTunnel || isTooLong(framing), "keep-alive")
    }

    /// A body over the limit ends the connection.
    private static func isTooLong(_ framing: RequestFraming) -> Bool {
        if case .length(let length) = framing.body { return length > 100 && !framing.keepAlive }
        return false
    }

    static func fields(of block: FieldBlock) -> [StrictField] {
        block.fields.map { field in
            StrictField(
                name: StrictReader.lowercased(Array(block.bytes[field.name.range])),
                value: Array(block.bytes[field.value.range]))
        }
    }

    /// The normalised path is absolute, has no dot segments, and stays as it is.
    private static func checkPath(_ head: RequestHead) throws(Violation) {
        let path = Array(head.block.bytes[head.normalizedPath.range])
        if head.method == .connect || path == [42] { return }
        try require(path.first == 47, "a path that does not begin with a slash: \(visible(path))")
        let segments = path.split(separator: 47, omittingEmptySubsequences: false)
        let hasDots = segments.contains { $0.elementsEqual([46]) || $0.elementsEqual([46, 46]) }
        try require(!hasDots, "dot segments are left: \(visible(path))")
        let text = Array("GET ".utf8) + path + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let again = decode(text, Limits(), .whole)
        guard case .head = again.step else { throw Violation("a normalised path is refused: \(visible(path))") }
        let normalized = again.head.block.bytes[again.head.normalizedPath.range]
        try require(normalized.elementsEqual(path), "\(visible(path)) becomes \(visible(normalized))")
    }
}

extension BodyFraming {
    /// As the strict reader says it.
    var strict: StrictReader.Body? {
        switch self {
        case .none: StrictReader.Body.none
        case .length(let length): .length(Int(length))
        case .chunked: .chunked
        case .untilClose: nil
        }
    }
}
