/// Whether what connects to a listener announces its client by a PROXY header, in version 1 or 2 of that protocol as
/// HAProxy publishes it. Only peers in `Listener.trustedProxies` are taken at their word.
public enum ProxyHeaderAcceptance: String, Sendable, Equatable, CaseIterable {
    /// A header would be taken for a broken request.
    case off
    /// A trusted peer may send one; without it, it is served as itself. Any other peer is served without.
    case accept
    /// A trusted peer must send one. Any other peer is refused.
    case require
}

/// How servers are told whom a connection is for: by a PROXY header before everything else.
public struct ProxyAnnouncement: Sendable, Equatable {
    public var version: ProxyHeaderVersion
    /// What is told besides the addresses; version 2 only.
    public var tlvs: Set<ProxyTLV>

    public init(version: ProxyHeaderVersion, tlvs: Set<ProxyTLV> = []) {
        self.version = version
        self.tlvs = tlvs
    }
}

/// Versions of the PROXY protocol.
public enum ProxyHeaderVersion: String, Sendable, Equatable, CaseIterable {
    /// A line of text.
    case v1
    /// Binary, with room for more than addresses.
    case v2
}

/// What a header of version 2 can tell about the client's connection besides its ends.
public enum ProxyTLV: String, Sendable, Equatable, CaseIterable {
    /// The application protocol that TLS agreed on.
    case alpn
    /// The server name that the client asked for in TLS.
    case authority
    /// Version and cipher of TLS.
    case tls
}
