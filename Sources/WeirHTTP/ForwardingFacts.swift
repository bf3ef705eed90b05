/// What a request's head is written with besides what the client sent.
public struct ForwardingFacts: Sendable {
    /// Of the client's connection.
    public var peer: PeerTexts
    /// Text of the client's address as `ClientAddress.resolve` has it: `X-Real-IP`. Looked at for a trusted peer only:
    /// any other peer is the client.
    public var client: [UInt8] = []
    /// `X-Request-Id`.
    public var requestID: [UInt8] = []
    /// Whether `Forwarded` (RFC 7239) is written.
    public var writesForwarded = false
    /// Name of the affinity cookie that the server must not see; empty: none.
    public var hiddenCookie: [UInt8] = []
    /// Of the handshake for a WebSocket that the client opened over HTTP/2.
    public var webSocketKey: [UInt8] = []
    /// Say `Connection: close`: the server's connection serves no further request.
    public var closesConnection = false

    public init(peer: PeerTexts) {
        self.peer = peer
    }
}
