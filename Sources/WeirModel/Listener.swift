/// One address that clients connect to.
public struct Listener: Sendable, Equatable {
    /// The key in the file: unique, appears in logs and metrics.
    public var name: String
    public var address: SocketEndpoint
    /// Absent: clear text.
    public var tls: TLSSettings?
    /// Whether clients of a plain listener may speak HTTP/2.
    public var plainHTTP2: PlainHTTP2
    /// Networks whose `X-Forwarded-*` fields and PROXY headers are believed. Empty: nobody's are.
    public var trustedProxies: [Network]
    public var proxyHeader: ProxyHeaderAcceptance
    /// Set on a plain listener that answers everything with a 308 to `https` on this port.
    public var redirectToHTTPSPort: Int?

    public init(
        name: String, address: SocketEndpoint, tls: TLSSettings? = nil, plainHTTP2: PlainHTTP2 = .off,
        trustedProxies: [Network] = [], proxyHeader: ProxyHeaderAcceptance = .off, redirectToHTTPSPort: Int? = nil
    ) {
        self.name = name
        self.address = address
        self.tls = tls
        self.plainHTTP2 = plainHTTP2
        self.trustedProxies = trustedProxies
        self.proxyHeader = proxyHeader
        self.redirectToHTTPSPort = redirectToHTTPSPort
    }
}

/// HTTP/2 on a listener without TLS.
public enum PlainHTTP2: String, Sendable, Equatable, CaseIterable {
    case off
    /// Clients that begin with HTTP/2's preface are served in it (RFC 9113 §3.3), all others in HTTP/1.1.
    case priorKnowledge = "prior_knowledge"
}

/// How a listener speaks TLS.
public struct TLSSettings: Sendable, Equatable {
    /// At least one; the first is the default.
    public var certificates: [CertificateFiles]
    public var minimumVersion: TLSVersion
    /// In order of preference.
    public var alpn: [ALPNProtocol]
    public var unknownSNI: UnknownSNI

    public init(
        certificates: [CertificateFiles], minimumVersion: TLSVersion = .v1_2, alpn: [ALPNProtocol] = [.http2, .http1],
        unknownSNI: UnknownSNI = .useDefault
    ) {
        self.certificates = certificates
        self.minimumVersion = minimumVersion
        self.alpn = alpn
        self.unknownSNI = unknownSNI
    }
}

/// Paths of a PEM certificate chain (leaf first) and its PEM private key; absolute, or relative to the working
/// directory.
public struct CertificateFiles: Sendable, Equatable {
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Protocol versions that a listener can demand at least.
public enum TLSVersion: String, Sendable, Equatable, CaseIterable {
    case v1_2 = "1.2"
    case v1_3 = "1.3"
}

/// Application protocols by their ALPN identifiers (RFC 7301).
public enum ALPNProtocol: String, Sendable, Equatable, CaseIterable {
    case http1 = "http/1.1"
    case http2 = "h2"
}

/// What a handshake gets whose server name fits no certificate.
public enum UnknownSNI: String, Sendable, Equatable, CaseIterable {
    /// The first certificate.
    case useDefault = "default"
    /// A fatal `unrecognized_name` alert (RFC 6066 §3).
    case reject
}
