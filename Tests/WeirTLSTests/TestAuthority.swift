import COpenSSL
import Testing

@testable import WeirTLS

/// A CA that signs what a test needs.
struct TestAuthority {
    let issuer: CertificateBuilder.Issuer
    let folder: TemporaryFolder
    let now: Int64

    init(now: Int64 = currentSeconds(), folder: TemporaryFolder? = nil) throws {
        self.now = now
        self.folder = try folder ?? TemporaryFolder()
        let key = try PrivateKey.makeP256()
        let certificate = try CertificateBuilder(
            commonName: "Test root", notBefore: now - 86_400, notAfter: now + 86_400 * 3650,
            role: .authority(pathLength: nil)
        ).build(key: key, issuer: nil)
        issuer = CertificateBuilder.Issuer(certificate: certificate, key: key)
    }

    enum KeyKind { case ellipticCurve, rsa, weakRSA }

    static func makeKey(_ kind: KeyKind) throws -> PrivateKey {
        switch kind {
        case .ellipticCurve: return try PrivateKey.makeP256()
        case .rsa: return try PrivateKey(adopting: #require(weir_evp_rsa_gen(2048)))
        case .weakRSA: return try PrivateKey(adopting: #require(weir_evp_rsa_gen(1024)))
        }
    }

    /// An authority below this one.
    func makeIntermediate(_ name: String = "Test intermediate") throws -> CertificateBuilder.Issuer {
        let key = try PrivateKey.makeP256()
        let certificate = try CertificateBuilder(
            commonName: name, notBefore: now - 86_400, notAfter: now + 86_400 * 365, role: .authority(pathLength: 0)
        ).build(key: key, issuer: issuer)
        return CertificateBuilder.Issuer(certificate: certificate, key: key)
    }

    /// A leaf for `hosts`, valid for a day unless dates are given.
    func makeLeaf(
        _ hosts: [String], key: PrivateKey, issuer: CertificateBuilder.Issuer? = nil, notBefore: Int64? = nil,
        notAfter: Int64? = nil
    ) throws -> X509Certificate {
        try CertificateBuilder(
            commonName: String((hosts.first ?? "nobody").prefix(64)), names: hosts.map { try #require(HostName($0)) },
            notBefore: notBefore ?? now - 3600, notAfter: notAfter ?? now + 86_400
        ).build(key: key, issuer: issuer ?? self.issuer)
    }

    /// Writes a pair that is right in every respect.
    func pair(_ hosts: [String], _ kind: KeyKind = .ellipticCurve) throws -> CertificateSource {
        let key = try Self.makeKey(kind)
        let leaf = try makeLeaf(hosts, key: key)
        let name = "\((hosts.first ?? "nobody").prefix(40))-\(kind)".replacing("*", with: "any")
        return CertificateSource(
            certificate: try folder.write(leaf.pem() + issuer.certificate.pem(), "\(name).crt"),
            key: try folder.write(key.pem(), "\(name).key")
        )
    }

    /// Loads pairs that are right.
    func store(_ sources: [CertificateSource]) throws -> CertificateStore {
        let loaded = CertificateStore.load(sources, now: now)
        #expect(loaded.problems.filter { $0.severity == .error } == [])
        return try #require(loaded.store)
    }
}
