/// What a completed handshake agreed on.
public struct TLSSessionInfo: Sendable, Equatable {
    public var version: TLSProtocolVersion
    /// The IANA name, such as `TLS_AES_128_GCM_SHA256`.
    public var cipher: String
    /// The name that the client asked for (RFC 6066 §3), in lower case; nil: none, or none that is a host name.
    public var serverName: String?
    /// The ALPN identifier (RFC 7301), such as `http/1.1`; nil: the client offered none.
    public var applicationProtocol: String?
    /// The client brought a ticket, so that no certificate was needed.
    public var resumed: Bool

    public init(
        version: TLSProtocolVersion, cipher: String, serverName: String?, applicationProtocol: String?, resumed: Bool
    ) {
        self.version = version
        self.cipher = cipher
        self.serverName = serverName
        self.applicationProtocol = applicationProtocol
        self.resumed = resumed
    }
}
