/// What a request's head is written with besides what the client sent. Texts are made once a connection, not per
/// request.
public struct ForwardingFacts: Sendable, Equatable {
    /// Text of the address at the other end of the connection: what `X-Forwarded-For` gains.
    public var peer: [UInt8] = []
    /// Text of the client's address as `ClientAddress.resolve` has it: `X-Real-IP`.
    public var client: [UInt8] = []
    /// Whether the peer is a trusted proxy: only then is what it says about clients kept.
    public var isPeerTrusted = false
    /// Whether the client's connection is encrypted.
    public var isSecure = false
    /// Decimal digits of the listener's port.
    public var listenerPort: [UInt8] = []
    /// `X-Request-Id`.
    public var requestID: [UInt8] = []
    /// Whether `Forwarded` (RFC 7239) is written.
    public var writesForwarded = false
    /// Name of the affinity cookie that the server must not see; empty: none.
    public var hiddenCookie: [UInt8] = []
    /// `Host` where the client (HTTP/1.0) sent none.
    public var defaultAuthority: [UInt8] = []
    /// Say `Connection: close`: the server's connection serves no further request.
    public var closesConnection = false

    public init() {}
}
