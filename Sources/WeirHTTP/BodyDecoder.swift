public import NIOCore
public import WeirCore
public import WeirModel

/// One outcome of `BodyDecoder.next`.
public enum BodyStep: Sendable, Equatable {
    case needMore
    /// A part of the body, chunk framing removed; a slice that shares the input's memory.
    case data(ByteBuffer)
    /// The body is complete; what follows in the input is not part of it.
    case end
    case fault(FaultKind)
}

/// Takes a message's body from the bytes after its head (RFC 9112 §6–§7).
public struct BodyDecoder: Sendable {
    /// The trailer section of a chunked body, complete after `end`; fields that do not belong into one are left out
    /// (RFC 9110 §6.5.1).
    public private(set) var trailers = FieldBlock()
    /// Body bytes handed out so far.
    public private(set) var received: Int64 = 0

    /// - Parameter limits: `bodyBytes` bounds requests only; `headerBytes` and `headerCount` bound the trailer section.
    public init(_ framing: BodyFraming, of kind: MessageKind, limits: Limits) {}

    /// Call until it returns `needMore` or `end`. Once it returned `end` or `fault` it goes on returning that.
    public mutating func next(_ input: inout ByteBuffer) -> BodyStep { .needMore }

    /// The peer has sent all it will. `end` for a complete body, else `clientGone` or `upstreamTruncated`.
    public mutating func finishOnEOF() -> BodyStep { .end }
}
