public import NIOCore
public import WeirCore
public import WeirModel

/// One outcome of `BodyDecoder.next`.
public enum BodyStep: Sendable, Equatable {
    case needMore
    /// A part of the body, chunk framing removed; a slice that shares the input's memory. Never empty.
    case data(ByteBuffer)
    /// The body is complete; what follows in the input is not part of it.
    case end
    case fault(FaultKind)
}

/// Takes a message's body from the bytes after its head (RFC 9112 §6–§7).
public struct BodyDecoder: Sendable {
    /// Bytes of chunk extensions, which are read over, in one body (RFC 9112 §7.1.1).
    private static let extensionLimit = 16 * 1024
    /// Bytes of one chunk's size and extensions.
    private static let sizeLineLimit = 4 * 1024

    private enum Stage: Sendable {
        /// Bytes of a body or chunk that are still to come. Next: end or, of a chunk, `chunkEnd`.
        case data(Int64)
        case untilClose
        /// Next: data, trailers.
        case chunkSize(LineScanner)
        /// The CRLF behind a chunk's data. Next: chunkSize.
        case chunkEnd
        /// Next: end.
        case trailers(FieldSectionReader)
        case ended
        case failed(FaultKind)
    }

    /// The trailer section of a chunked body, empty before `end`; fields that do not belong into one are left out
    /// (RFC 9110 §6.5.1).
    public private(set) var trailers = FieldBlock()
    /// Body bytes handed out so far.
    public private(set) var received: Int64 = 0
    private var stage: Stage
    private let isChunked: Bool
    private let kind: MessageKind
    private let limits: Limits
    private var extensionBytes = 0
    /// Sizes of the chunks begun so far.
    private var announced: Int64 = 0

    /// - Parameter limits: `bodyBytes` bounds requests only; `headerBytes` and `headerCount` bound the trailer section.
    public init(_ framing: BodyFraming, of kind: MessageKind, limits: Limits) {
        self.kind = kind
        self.limits = limits
        isChunked = framing == .chunked
        stage =
            switch framing {
            case .none: .ended
            case .length(let length): length > 0 ? .data(length) : .ended
            case .chunked: .chunkSize(LineScanner())
            case .untilClose: .untilClose
            }
        if case .length(let length) = framing, exceedsLimit(length) { stage = .failed(.bodyTooLarge) }
    }

    /// Call until it returns `needMore` or `end`. Once it returned `end` or `fault` it goes on returning that.
    public mutating func next(_ input: inout ByteBuffer) -> BodyStep {
        do throws(Fault) {
            while true {
                if let step = try advance(&input) { return step }
            }
        } catch {
            let fault = kind == .request ? error.kind : .badResponse
            stage = .failed(fault)
            return .fault(fault)
        }
    }

    /// The peer has sent all it will. `end` for a complete body, else `clientGone` or `upstreamTruncated`.
    public mutating func finishOnEOF() -> BodyStep {
        switch stage {
        case .ended: return .end
        case .failed(let kind): return .fault(kind)
        case .untilClose:
            stage = .ended
            return .end
        case .data, .chunkSize, .chunkEnd, .trailers:
            let fault: FaultKind = kind == .request ? .clientGone : .upstreamTruncated
            stage = .failed(fault)
            return .fault(fault)
        }
    }

    /// Nil: a step has been made that the caller need not know of.
    private mutating func advance(_ input: inout ByteBuffer) throws(Fault) -> BodyStep? {
        switch stage {
        case .ended: return .end
        case .failed(let kind): return .fault(kind)
        case .data(let remaining): return readData(&input, remaining)
        case .untilClose: return take(&input, input.readableBytes)
        case .chunkSize(let scanner): return try readSize(&input, scanner)
        case .chunkEnd: return try readChunkEnd(&input)
        case .trailers(let reader): return try readTrailers(&input, reader)
        }
    }

    private mutating func readData(_ input: inout ByteBuffer, _ remaining: Int64) -> BodyStep? {
        let count = Int(min(remaining, Int64(input.readableBytes)))
        let step = take(&input, count)
        let left = remaining - Int64(count)
        stage = left > 0 ? .data(left) : isChunked ? .chunkEnd : .ended
        return step
    }

    private mutating func take(_ input: inout ByteBuffer, _ count: Int) -> BodyStep {
        guard count > 0, let slice = input.readSlice(length: count) else { return .needMore }
        received &+= Int64(count)
        return .data(slice)
    }

    private mutating func readSize(_ input: inout ByteBuffer, _ previous: LineScanner) throws(Fault) -> BodyStep? {
        var scanner = previous
        switch scanner.next(input.readableBytesUInt8Span, limit: Self.sizeLineLimit) {
        case .needMore:
            stage = .chunkSize(scanner)
            return .needMore
        case .bad, .tooLong: throw Fault(.badRequest)
        case .end(let end):
            let line = try ChunkSizeLine(input.readableBytesUInt8Span, end: end)
            extensionBytes += line.extensionBytes
            guard extensionBytes <= Self.extensionLimit else { throw Fault(.badRequest) }
            let (total, overflow) = announced.addingReportingOverflow(line.size)
            guard !overflow else { throw Fault(.badRequest) }
            guard !exceedsLimit(total) else { throw Fault(.bodyTooLarge) }
            announced = total
            input.moveReaderIndex(forwardBy: end + 2)
            stage =
                line.size > 0
                ? .data(line.size)
                : .trailers(FieldSectionReader(byteLimit: limits.headerBytes, countLimit: limits.headerCount))
            return nil
        }
    }

    private mutating func readChunkEnd(_ input: inout ByteBuffer) throws(Fault) -> BodyStep? {
        guard try Self.startsWithLineEnd(input.readableBytesUInt8Span) else { return .needMore }
        input.moveReaderIndex(forwardBy: 2)
        stage = .chunkSize(LineScanner())
        return nil
    }

    private static func startsWithLineEnd(_ bytes: Span<UInt8>) throws(Fault) -> Bool {
        guard bytes.count > 0 else { return false }
        guard bytes[0] == 0x0d else { throw Fault(.badRequest) }
        guard bytes.count > 1 else { return false }
        guard bytes[1] == 0x0a else { throw Fault(.badRequest) }
        return true
    }

    private mutating func readTrailers(
        _ input: inout ByteBuffer, _ previous: FieldSectionReader
    ) throws(Fault) -> BodyStep? {
        var reader = previous
        guard let end = try reader.read(input.readableBytesUInt8Span) else {
            stage = .trailers(reader)
            return .needMore
        }
        reader.move(to: &trailers, from: input, count: end)
        dropForbiddenTrailers()
        input.moveReaderIndex(forwardBy: end)
        stage = .ended
        return nil
    }

    private mutating func dropForbiddenTrailers() {
        let bytes = trailers.bytes
        trailers.fields.removeAll { !TrailerRules.allows($0, bytes.span) }
    }

    private func exceedsLimit(_ count: Int64) -> Bool {
        guard kind == .request, let limit = limits.bodyBytes else { return false }
        return count > limit
    }
}
