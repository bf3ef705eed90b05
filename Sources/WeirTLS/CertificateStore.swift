/// Certificates and keys, loaded and checked once.
public final class CertificateStore: Sendable {
    /// Largest file that is read, in bytes.
    public static let fileLimit = 1 << 20

    /// In the order of the sources; the first is the default.
    public let certificates: [CertificateInfo]

    private init(certificates: [CertificateInfo]) {
        self.certificates = certificates
    }

    /// What `load` found: `store` is nil exactly if a problem is an error.
    public struct Loaded: Sendable {
        public var store: CertificateStore?
        public var problems: [TLSFileProblem]
    }

    /// Reads and checks all files. `now`: seconds since 1970.
    public static func load(_ sources: [CertificateSource], now: Int64) -> Loaded {
        Loaded(store: nil, problems: [])
    }
}
