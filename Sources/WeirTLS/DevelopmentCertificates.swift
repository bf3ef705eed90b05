/// A local CA and a server certificate signed by it.
public struct DevelopmentCertificates: Sendable, Equatable {
    /// PEM.
    public var authority: [UInt8]
    /// PEM, not encrypted.
    public var authorityKey: [UInt8]
    /// PEM: the leaf, then the CA.
    public var certificate: [UInt8]
    /// PEM, not encrypted.
    public var key: [UInt8]

    /// `hosts`: DNS names (also with `*.`) and addresses, at least one. `now`: seconds since 1970.
    public init(hosts: [String], now: Int64) throws(DevelopmentCertificateError) {
        throw .noHost
    }

    /// Writes `ca.crt`, `ca.key`, `site.crt` and `site.key`; keys with mode 0600. Returns the paths.
    @discardableResult
    public func write(to directory: String, force: Bool = false) throws(DevelopmentCertificateError) -> [String] { [] }
}

/// Why no development certificates were made.
public enum DevelopmentCertificateError: Error, Sendable, Equatable {
    case noHost
    /// Neither a DNS name nor an address.
    case badHost(String)
    /// The path is taken, and `force` was not given.
    case exists(path: String)
    /// The system's words.
    case unwritable(path: String, reason: String)
    /// OpenSSL's words.
    case inside(String)
}
