/// What a loaded certificate says of itself.
public struct CertificateInfo: Sendable, Equatable {
    /// Where it came from.
    public var source: CertificateSource
    /// Whom it is for: DNS names in lower case (also `*.example.com`) and addresses of the subject alternative name,
    /// in its order; the common name where there is none (RFC 9525 has dropped that one, older private CAs have not).
    public var names: [String]
    /// The subject in one line, such as `CN=example.com`.
    public var subject: String
    public var keyType: KeyType
    /// Seconds since 1970-01-01T00:00:00Z.
    public var notBefore: Int64
    /// Seconds since 1970-01-01T00:00:00Z.
    public var notAfter: Int64

    /// Certificates for the same name can stand beside each other where these differ.
    public enum KeyType: String, Sendable, Equatable, CaseIterable {
        case ellipticCurve = "EC"
        case rsa = "RSA"
        /// Ed25519 and Ed448.
        case edwards = "EdDSA"
        case other
    }

    public init(
        source: CertificateSource, names: [String], subject: String, keyType: KeyType, notBefore: Int64, notAfter: Int64
    ) {
        self.source = source
        self.names = names
        self.subject = subject
        self.keyType = keyType
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}
