public import NIOCore
public import WeirCore
public import WeirModel

/// One outcome of `RequestDecoder.decode`.
public enum RequestStep: Sendable, Equatable {
    /// The head is not complete; nothing is wrong with it so far.
    case needMore
    /// A complete, unambiguous head.
    case head(RequestFraming)
    /// A complete, unambiguous head that is not to be forwarded: answer with this fault's status. The body still follows,
    /// so the connection can go on once it has been read, if the framing says `keepAlive`.
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
        case fields
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
    /// While it returns `needMore` the head stays in `input`, and the same `head` must be handed in again: it holds what
    /// has been understood so far. After `head` and `refused` exactly the head has been taken from `input`, and the decoder
    /// is ready for the next request. After `fault`, `head.target` is not empty if the request line could be read.
    public mutating func decode(_ input: inout ByteBuffer, into head: inout RequestHead) -> RequestStep {
        if case .failed(let kind) = stage { return .fault(kind) }
        do throws(Fault) {
            return try advance(&input, &head)
        } catch {
            if case .fields = stage { keepLines(of: input, in: &head) }
            stage = .failed(error.kind)
            return .fault(error.kind)
        }
    }

    private mutating func advance(_ input: inout ByteBuffer, _ head: inout RequestHead) throws(Fault) -> RequestStep {
        if case .start = stage {
            head.reset()
            try skipEmptyLines(&input)
            guard try readRequestLine(input.readableBytesUInt8Span, &head) else { return .needMore }
            stage = .fields
        }
        guard let end = try reader.read(input.readableBytesUInt8Span, into: &head.block.fields) else {
            return .needMore
        }
        head.block.copyHead(from: input, count: end)
        let step = try Self.conclude(&head, limits)
        input.moveReaderIndex(forwardBy: end)
        stage = .start
        reader = FieldSectionReader(byteLimit: limits.headerBytes, countLimit: limits.headerCount)
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

    /// False while the line is not complete.
    private mutating func readRequestLine(_ bytes: Span<UInt8>, _ head: inout RequestHead) throws(Fault) -> Bool {
        guard bytes.count > 0, bytes[0] != 0x0d else { return false }
        let limit = limits.uriBytes + RequestLine.overhead
        let end: Int
        switch reader.readStartLine(bytes, limit: limit) {
        case .needMore: return false
        case .bad: throw Fault(.badRequest)
        case .end(let offset): end = offset
        case .tooLong:
            if limit < limits.headerBytes { _ = try RequestLine(bytes, end: limit, uriLimit: limits.uriBytes) }
            throw Fault(.headerTooLarge)
        }
        let line = try RequestLine(bytes, end: end, uriLimit: limits.uriBytes)
        head.methodText = line.method
        head.method = Method(bytes, line.method)
        head.target = line.target
        head.version = line.version
        return true
    }

    /// After a fault within the fields: the lines that were fine, for the log.
    private func keepLines(of input: ByteBuffer, in head: inout RequestHead) {
        guard head.block.bytes.isEmpty else { return }
        head.block.copyHead(from: input, count: min(reader.lineStart, input.readableBytes))
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
        return RequestFraming(
            body: body, keepAlive: fields.keepsAlive(version),
            expectsContinue: fields.expectation == .continues && version == .http1_1 && hasBody,
            upgrade: fields.saysUpgrade && fields.offersProtocol && version == .http1_1 && !hasBody)
    }
}

extension FieldBlock {
    /// Takes over the first `count` readable bytes of `input`.
    @inline(__always)
    mutating func copyHead(from input: ByteBuffer, count: Int) {
        unsafe input.withUnsafeReadableBytes { readable in
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: readable[..<count]))
        }
    }
}
