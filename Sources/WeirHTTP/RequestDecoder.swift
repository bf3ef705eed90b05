public import NIOCore
public import WeirCore
public import WeirModel

/// One outcome of `RequestDecoder.decode`.
public enum RequestStep: Sendable, Equatable {
    /// The head is not complete; nothing is wrong with it so far.
    case needMore
    /// A complete, unambiguous head.
    case head(RequestFraming)
    /// A complete, unambiguous head that is not to be forwarded: answer with this fault's status. The body still
    /// follows, so the connection can go on once it has been read, if the framing says `keepAlive`.
    case refused(FaultKind, RequestFraming)
    /// The bytes cannot be trusted any more: answer and close. Every further call returns the same.
    case fault(FaultKind)
}

/// Reads request heads strictly (RFC 9112 §2–§3, §5–§6), whatever pieces they arrive in.
public struct RequestDecoder: Sendable {
    /// Empty lines before a request that are passed over, as old clients send one after a body (RFC 9112 §2.2).
    private static let emptyLineLimit = 4

    private enum Stage: Sendable {
        case start
        case fields(RequestLine)
        case failed(FaultKind)
    }

    private let limits: Limits
    private var stage = Stage.start
    private var reader: FieldSectionReader
    private var emptyLines = 0

    public init(limits: Limits) {
        self.limits = limits
        reader = FieldSectionReader(byteLimit: limits.headerBytes, countLimit: limits.headerCount)
    }

    /// Takes one head from the front of `input`.
    ///
    /// While it returns `needMore` the bytes stay in `input`, to be handed in again with more behind them, and `head`
    /// is empty. After `head` and `refused` exactly the head has been taken from `input`, and the decoder is ready for
    /// the next request. After `fault`, `head.target` is not empty if the request line could be read, and `head.method`
    /// is known if the method could.
    public mutating func decode(_ input: inout ByteBuffer, into head: inout RequestHead) -> RequestStep {
        if case .failed(let kind) = stage { return .fault(kind) }
        head.reset()
        do throws(Fault) {
            return try advance(&input, &head)
        } catch {
            if case .fields(let line) = stage {
                keepLines(line, of: input, in: &head)
            } else {
                head.method = RequestLine.method(input.readableBytesUInt8Span)
            }
            stage = .failed(error.kind)
            return .fault(error.kind)
        }
    }

    private mutating func advance(_ input: inout ByteBuffer, _ head: inout RequestHead) throws(Fault) -> RequestStep {
        let line: RequestLine
        if case .fields(let known) = stage {
            line = known
        } else {
            try skipEmptyLines(&input)
            guard let read = try readRequestLine(input.readableBytesUInt8Span) else { return .needMore }
            line = read
            stage = .fields(line)
        }
        guard let end = try reader.read(input.readableBytesUInt8Span) else { return .needMore }
        reader.move(to: &head.block, from: input, count: end)
        head.take(line)
        let step = try Self.conclude(&head, limits)
        input.moveReaderIndex(forwardBy: end)
        stage = .start
        reader.restart()
        emptyLines = 0
        return step
    }

    private mutating func skipEmptyLines(_ input: inout ByteBuffer) throws(Fault) {
        while try Self.startsWithEmptyLine(input.readableBytesUInt8Span) {
            guard emptyLines < Self.emptyLineLimit else { throw Fault(.badRequest) }
            emptyLines += 1
            input.moveReaderIndex(forwardBy: 2)
        }
    }

    private static func startsWithEmptyLine(_ bytes: Span<UInt8>) throws(Fault) -> Bool {
        guard bytes.count > 0 else { return false }
        guard bytes[0] == 0x0d else {
            // Anything but a method's first letter is no HTTP: a TLS handshake (22), for one.
            guard ByteSet.token.contains(bytes[0]) else { throw Fault(.badRequest) }
            return false
        }
        guard bytes.count > 1 else { return false }
        guard bytes[1] == 0x0a else { throw Fault(.badRequest) }
        return true
    }

    /// Nil while the line is not complete.
    private mutating func readRequestLine(_ bytes: Span<UInt8>) throws(Fault) -> RequestLine? {
        guard bytes.count > 0, bytes[0] != 0x0d else { return nil }
        let (limit, overflow) = limits.uriBytes.addingReportingOverflow(RequestLine.overhead)
        switch reader.readStartLine(bytes, limit: overflow ? Int.max : limit) {
        case .needMore: return nil
        case .bad: throw Fault(.badRequest)
        case .end(let end): return try RequestLine(bytes, end: end, uriLimit: limits.uriBytes)
        case .tooLong:
            if limit < limits.headerBytes { _ = try RequestLine(bytes, end: limit, uriLimit: limits.uriBytes) }
            throw Fault(.headerTooLarge)
        }
    }

    /// After a fault within the fields: the lines that were fine, for the log.
    private mutating func keepLines(_ line: RequestLine, of input: ByteBuffer, in head: inout RequestHead) {
        guard head.block.bytes.isEmpty else { return }
        reader.move(to: &head.block, from: input, count: min(reader.lineStart, input.readableBytes))
        head.take(line)
        let host = head.block.first(.host).map { head.block.fields[$0].value }
        try? RequestTarget.resolve(&head, hostField: host)
    }

    /// Checks what only the whole head shows (RFC 9112 §3.2, §6.1–§6.3).
    private static func conclude(_ head: inout RequestHead, _ limits: Limits) throws(Fault) -> RequestStep {
        let fields = try FramingFields(head.block)
        guard fields.host != nil || head.version == .http1_0 else { throw Fault(.badRequest) }
        guard !fields.isChunked || head.version == .http1_1 else { throw Fault(.badRequest) }
        try RequestTarget.resolve(&head, hostField: fields.host)
        var framing = framing(fields, head.version)
        if head.method == .connect {
            // What follows may be meant for a tunnel that does not exist.
            framing.keepAlive = false
            return .refused(.methodNotAllowed, framing)
        }
        if head.method == .trace { return .refused(.methodNotAllowed, framing) }
        if case .length(let length) = framing.body, let limit = limits.bodyBytes, length > limit {
            framing.keepAlive = false
            return .refused(.bodyTooLarge, framing)
        }
        if fields.expectation == .unknown { return .refused(.expectationFailed, framing) }
        return .head(framing)
    }

    private static func framing(_ fields: FramingFields, _ version: HTTPVersion) -> RequestFraming {
        let body: BodyFraming = fields.isChunked ? .chunked : fields.contentLength.map(BodyFraming.length) ?? .none
        let hasBody = body != .none && body != .length(0)
        let offersUpgrade = fields.saysUpgrade && fields.offersProtocol && version == .http1_1 && !hasBody
        return RequestFraming(
            body: body, keepAlive: fields.keepsAlive(version),
            expectsContinue: fields.expectation == .continues && version == .http1_1 && hasBody,
            upgrade: offersUpgrade ? .fields : .none)
    }
}
