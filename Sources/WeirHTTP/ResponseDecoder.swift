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
    public init(limits: Limits) {}

    /// Takes one head from the front of `input`; as `RequestDecoder.decode` in every other respect.
    ///
    /// - Parameter requestMethod: of the request that is being answered; a response to HEAD has no body.
    public mutating func decode(
        _ input: inout ByteBuffer, into head: inout ResponseHead, requestMethod: Method
    ) -> ResponseStep { .needMore }
}
