import COpenSSL

/// Certificates and keys, loaded and checked once; each event loop's `TLSContext` copies what it needs out of it.
public final class CertificateStore: Sendable {
    /// Largest file that is read, in bytes.
    public static let fileLimit = 1 << 20

    /// In the order of the sources; the first is the default.
    public var certificates: [CertificateInfo] { pairs.map(\.info) }

    let pairs: [CertificatePair]

    private init(pairs: [CertificatePair]) {
        self.pairs = pairs
    }

    /// What `load` found: `store` is nil exactly if a problem is an error, or there was no source.
    public struct Loaded: Sendable {
        public var store: CertificateStore?
        /// In the order of the sources.
        public var problems: [TLSFileProblem]
    }

    /// Reads and checks all files; finds all problems in one go. `now`: seconds since 1970.
    public static func load(_ sources: [CertificateSource], now: Int64) -> Loaded {
        var pairs: [CertificatePair] = []
        var problems: [TLSFileProblem] = []
        for (index, source) in sources.enumerated() {
            var loading = CertificateLoading(source: source, index: index, now: now)
            if let pair = loading.run() { pairs.append(pair) }
            problems += loading.problems
        }
        problems += duplicateNames(pairs.map(\.info), sources: sources)
        let isWhole = !pairs.isEmpty && !problems.contains { $0.severity == .error }
        return Loaded(store: isWhole ? CertificateStore(pairs: pairs) : nil, problems: problems)
    }

    // One warning for each two certificates, by the first name that they share.
    private static func duplicateNames(
        _ certificates: [CertificateInfo], sources: [CertificateSource]
    ) -> [TLSFileProblem] {
        var problems: [TLSFileProblem] = []
        for (index, later) in certificates.enumerated() {
            for earlier in certificates[..<index] where earlier.keyType == later.keyType {
                guard let name = later.names.first(where: earlier.names.contains) else { continue }
                let kind = TLSFileProblem.Kind.duplicateName(name, other: earlier.source.certificate)
                let place = sources.lastIndex(of: later.source) ?? index
                problems.append(TLSFileProblem(kind, file: later.source.certificate, source: place))
            }
        }
        return problems
    }
}
