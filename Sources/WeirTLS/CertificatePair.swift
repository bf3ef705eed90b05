/// A certificate chain, leaf first, and the leaf's key, checked to belong together.
struct CertificatePair: Sendable {
    var info: CertificateInfo
    /// Never empty.
    var chain: [X509Certificate]
    var key: PrivateKey
    /// SHA-256 of the leaf.
    var fingerprint: [UInt8]
}
