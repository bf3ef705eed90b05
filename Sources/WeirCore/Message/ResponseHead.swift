/// A response's head as a server sent it.
public struct ResponseHead: Sendable, Equatable {
    public var block: FieldBlock
    /// 100 to 599 (RFC 9110 §15 leaves 600 and above invalid).
    public var status: Int
    public var reason: ByteRange
    public var version: HTTPVersion

    public init() {
        block = FieldBlock()
        status = 0
        reason = .empty
        version = .http1_1
    }

    /// Makes room for the next response, keeping capacity.
    public mutating func reset() {
        block.removeAll()
        status = 0
        reason = .empty
    }

    /// An interim response (RFC 9110 §15.2), which is not the answer yet. 101 is final for the exchange.
    @inlinable public var isInterim: Bool { status < 200 && status != 101 }
}
