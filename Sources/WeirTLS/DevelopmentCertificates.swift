import COpenSSL

/// A local CA and a server certificate signed by it, both of EC P-256 keys, for development and demonstration.
public struct DevelopmentCertificates: Sendable, Equatable {
    /// PEM. Good for ten years; to be trusted by the developer's clients.
    public var authority: [UInt8]
    /// PEM, not encrypted.
    public var authorityKey: [UInt8]
    /// PEM: the leaf, good for 90 days, then the CA.
    public var certificate: [UInt8]
    /// PEM, not encrypted.
    public var key: [UInt8]

    /// How long the leaf is good for; browsers refuse more than 825 days, also of local CAs.
    public static let leafDays: Int64 = 90
    /// How long the CA is good for.
    public static let authorityDays: Int64 = 3650

    /// Makes new keys and certificates. `hosts`: DNS names, also with `*.`, and addresses; at least one. `now`:
    /// seconds since 1970; both are valid from an hour before, for clocks that are behind.
    public init(hosts: [String], now: Int64) throws(DevelopmentCertificateError) {
        guard !hosts.isEmpty else { throw .noHost }
        var names: [HostName] = []
        for host in hosts {
            guard let name = HostName(host) else { throw .badHost(host) }
            if !names.contains(name) { names.append(name) }
        }
        do {
            let issuer = try Self.makeAuthority(now: now)
            let leafKey = try PrivateKey.makeP256()
            let leaf = try CertificateBuilder(
                commonName: Self.commonName(names), names: names, notBefore: now - 3600,
                notAfter: now + Self.leafDays * 86_400
            ).build(key: leafKey, issuer: issuer)
            authority = try issuer.certificate.pem()
            authorityKey = try issuer.key.pem()
            certificate = try leaf.pem() + authority
            key = try leafKey.pem()
        } catch {
            throw .inside(error.detail)
        }
    }

    /// Writes `ca.crt`, `ca.key`, `site.crt` and `site.key` into the folder, which is made if need be; keys with mode
    /// 0600. Without `force` nothing is written if one of them exists. Returns the paths.
    @discardableResult
    public func write(to directory: String, force: Bool = false) throws(DevelopmentCertificateError) -> [String] {
        if let reason = BoundedFile.makeDirectory(directory) { throw .unwritable(path: directory, reason: reason) }
        let files: [(path: String, bytes: [UInt8], isSecret: Bool)] = [
            ("\(directory)/ca.crt", authority, false), ("\(directory)/ca.key", authorityKey, true),
            ("\(directory)/site.crt", certificate, false), ("\(directory)/site.key", key, true),
        ]
        if !force, let taken = files.first(where: { BoundedFile.exists($0.path) }) { throw .exists(path: taken.path) }
        for file in files {
            let reason = BoundedFile.write(file.bytes, to: file.path, mode: file.isSecret ? 0o600 : 0o644)
            if let reason { throw .unwritable(path: file.path, reason: reason) }
        }
        return files.map(\.path)
    }

    private static func makeAuthority(now: Int64) throws(TLSFailure) -> CertificateBuilder.Issuer {
        let key = try PrivateKey.makeP256()
        let certificate = try CertificateBuilder(
            commonName: "Weir development CA", notBefore: now - 3600, notAfter: now + authorityDays * 86_400,
            role: .authority(pathLength: 0)
        ).build(key: key, issuer: nil)
        return CertificateBuilder.Issuer(certificate: certificate, key: key)
    }

    // X.520 allows 64 characters.
    private static func commonName(_ names: [HostName]) -> String {
        names.map(\.text).first { $0.utf8.count <= 64 } ?? "Weir development"
    }
}
