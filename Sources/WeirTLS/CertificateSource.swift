/// Paths of a PEM certificate chain, leaf first, and of its PEM private key.
public struct CertificateSource: Sendable, Equatable {
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
