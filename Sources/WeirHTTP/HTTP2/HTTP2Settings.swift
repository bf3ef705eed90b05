/// What a session promises its peer, and demands of it.
public struct HTTP2Settings: Sendable, Equatable {
    /// Streams that the peer may have open at once (RFC 9113 §5.1.2).
    public var concurrentStreams: Int
    /// Bytes of body that a peer may send on a stream before what it sent was passed on (RFC 9113 §6.9).
    public var streamWindow: Int
    /// The same for all streams of a connection together.
    public var connectionWindow: Int
    /// CONTINUATION frames that one header block may take.
    public var continuations: Int
    /// Whether streams may become tunnels by extended CONNECT (RFC 8441).
    public var allowsExtendedConnect: Bool

    public init(
        concurrentStreams: Int = 100, streamWindow: Int = 256 * 1024, connectionWindow: Int = 1024 * 1024,
        continuations: Int = 8, allowsExtendedConnect: Bool = false
    ) {
        self.concurrentStreams = concurrentStreams
        self.streamWindow = streamWindow
        self.connectionWindow = connectionWindow
        self.continuations = continuations
        self.allowsExtendedConnect = allowsExtendedConnect
    }
}
