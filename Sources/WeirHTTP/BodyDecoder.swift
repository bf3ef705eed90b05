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
///
/// A small value, as most bodies are a length; what a chunked one takes besides is in an object of its own.
public struct BodyDecoder {
    private enum Stage {
        /// Bytes of the body that are still to come. Next: ended.
        case data(Int64)
        /// Next: ended.
        case untilClose
        /// Next: ended, failed.
        case chunked(ChunkedBody)
        case ended
        case failed(FaultKind)
    }

    private var stage: Stage
    private let kind: MessageKind
    /// Body bytes handed out so far.
    public private(set) var received: Int64 = 0
    /// The trailer section of a chunked body that has ended, nil where there is none; fields that do not belong into
    /// one are left out (RFC 9110 §6.5.1).
    public private(set) var trailers: FieldBlock?

    /// - Parameter limits: `bodyBytes` bounds requests only; `headerBytes` and `headerCount` bound the trailer section.
    public init(_ framing: BodyFraming, of kind: MessageKind, limits: borrowing Limits) {
        self.kind = kind
        let bodyLimit = kind == .request ? limits.bodyBytes.map(Int64.init) ?? .max : .max
        stage =
            switch framing {
            case .none, .length(0): .ended
            case .length(let length): length <= bodyLimit ? .data(length) : .failed(.bodyTooLarge)
            case .chunked:
                .chunked(
                    ChunkedBody(
                        bodyLimit: bodyLimit, trailerBytes: limits.headerBytes, trailerCount: limits.headerCount))
            case .untilClose: .untilClose
            }
    }

    /// Call until it returns `needMore` or `end`. Once it returned `end` or `fault` it goes on returning that.
    public mutating func next(_ input: inout ByteBuffer) -> BodyStep {
        switch stage {
        case .ended: return .end
        case .failed(let fault): return .fault(fault)
        case .data(let remaining): return readData(&input, remaining)
        case .untilClose: return take(&input, input.readableBytes)
        case .chunked(let body): return readChunked(&input, body)
        }
    }

    /// The peer has sent all it will. `end` for a complete body, else `clientGone` or `upstreamTruncated`.
    public mutating func finishOnEOF() -> BodyStep {
        switch stage {
        case .ended: return .end
        case .failed(let fault): return .fault(fault)
        case .untilClose:
            stage = .ended
            return .end
        case .data, .chunked:
            return fail(kind == .request ? .clientGone : .upstreamTruncated)
        }
    }

    private mutating func readData(_ input: inout ByteBuffer, _ remaining: Int64) -> BodyStep {
        let count = Int(min(remaining, Int64(input.readableBytes)))
        let step = take(&input, count)
        stage = remaining > Int64(count) ? .data(remaining - Int64(count)) : .ended
        return step
    }

    private mutating func take(_ input: inout ByteBuffer, _ count: Int) -> BodyStep {
        guard count > 0, let slice = input.readSlice(length: count) else { return .needMore }
        received &+= Int64(count)
        return .data(slice)
    }

    private mutating func readChunked(_ input: inout ByteBuffer, _ body: ChunkedBody) -> BodyStep {
        do throws(Fault) {
            let count = try body.next(&input)
            if count > 0 { return take(&input, count) }
            guard body.isComplete else { return .needMore }
            trailers = body.trailers
            stage = .ended
            return .end
        } catch {
            return fail(kind == .request ? error.kind : .badResponse)
        }
    }

    private mutating func fail(_ fault: FaultKind) -> BodyStep {
        stage = .failed(fault)
        return .fault(fault)
    }
}
