public import NIOCore
public import WeirCore
public import WeirModel

/// One outcome of `ResponseDecoder.decode`.
public enum ResponseStep: Sendable, Equatable {
    case needMore
    /// A complete head; an interim one (`ResponseHead.isInterim`) is followed by another head.
    case head(ResponseFraming)
    /// Always `badResponse`. Every further call returns the same.
    case fault(FaultKind)
}

/// Reads response heads strictly (RFC 9112 §4–§6).
public struct ResponseDecoder: Sendable {
    private enum Stage: Sendable {
        case start
        case fields(StatusLine)
        case failed
    }

    private let limits: Limits
    private var stage = Stage.start
    private var reader: FieldSectionReader

    public init(limits: Limits) {
        self.limits = limits
        reader = FieldSectionReader(byteLimit: limits.headerBytes, countLimit: limits.headerCount)
    }

    /// Takes one head from the front of `input`; as `RequestDecoder.decode` in every other respect.
    ///
    /// - Parameter requestMethod: of the request that is being answered; a response to HEAD has no body.
    public mutating func decode(
        _ input: inout ByteBuffer, into head: inout ResponseHead, requestMethod: Method
    ) -> ResponseStep {
        head.reset()
        do throws(Fault) {
            guard let framing = try advance(&input, &head, requestMethod) else { return .needMore }
            return .head(framing)
        } catch {
            stage = .failed
            return .fault(.badResponse)
        }
    }

    private mutating func advance(
        _ input: inout ByteBuffer, _ head: inout ResponseHead, _ method: Method
    ) throws(Fault) -> ResponseFraming? {
        let line: StatusLine
        switch stage {
        case .start:
            guard let read = try readStatusLine(input.readableBytesUInt8Span) else { return nil }
            line = read
            stage = .fields(line)
        case .fields(let known): line = known
        case .failed: throw Fault(.badResponse)
        }
        guard let end = try reader.read(input.readableBytesUInt8Span) else { return nil }
        reader.move(to: &head.block, from: input, count: end)
        head.status = line.status
        head.reason = line.reason
        head.version = line.version
        let framing = try Self.framing(of: head, answering: method)
        input.moveReaderIndex(forwardBy: end)
        stage = .start
        reader.restart()
        return framing
    }

    /// Nil while the line is not complete.
    private mutating func readStatusLine(_ bytes: Span<UInt8>) throws(Fault) -> StatusLine? {
        guard StatusLine.isPossible(bytes) else { throw Fault(.badResponse) }
        switch reader.readStartLine(bytes, limit: limits.headerBytes) {
        case .needMore: return nil
        case .bad, .tooLong: throw Fault(.badResponse)
        case .end(let end):
            guard let line = StatusLine(bytes, end: end) else { throw Fault(.badResponse) }
            return line
        }
    }

    /// RFC 9112 §6.3, in its order.
    private static func framing(of head: ResponseHead, answering method: Method) throws(Fault) -> ResponseFraming {
        let fields = try FramingFields(head.block)
        guard !fields.isChunked || head.version == .http1_1 else { throw Fault(.badResponse) }
        let keepAlive = fields.keepsAlive(head.version)
        if method == .head || head.status < 200 || head.status == 204 || head.status == 304 {
            let announces = method == .head && head.status >= 200 && head.status != 204 || head.status == 304
            return ResponseFraming(
                body: .none, keepAlive: keepAlive, switchesProtocols: head.status == 101,
                announcedLength: announces ? fields.contentLength : nil)
        }
        if fields.isChunked { return ResponseFraming(body: .chunked, keepAlive: keepAlive) }
        if let length = fields.contentLength { return ResponseFraming(body: .length(length), keepAlive: keepAlive) }
        return ResponseFraming(body: .untilClose, keepAlive: false)
    }
}
