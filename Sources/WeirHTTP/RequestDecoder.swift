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
    public init(limits: Limits) {}

    /// Takes one head from the front of `input`.
    ///
    /// While it returns `needMore` the head stays in `input`, and the same `head` must be handed in again: it holds what
    /// has been understood so far. After `head` and `refused` exactly the head has been taken from `input`, and the decoder
    /// is ready for the next request. After `fault`, `head.target` is not empty if the request line could be read.
    public mutating func decode(_ input: inout ByteBuffer, into head: inout RequestHead) -> RequestStep { .needMore }
}
