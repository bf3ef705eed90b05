import COpenSSL

/// Loads one certificate and its key, and notes what is wrong with them.
struct CertificateLoading {
    private(set) var problems: [TLSFileProblem] = []
    private let source: CertificateSource
    private let index: Int
    private let now: Int64

    /// `index`: among the sources. `now`: seconds since 1970.
    init(source: CertificateSource, index: Int, now: Int64) {
        self.source = source
        self.index = index
        self.now = now
    }

    /// Nil exactly if one of `problems` is an error.
    mutating func run() -> CertificatePair? {
        let chain = loadChain()
        let key = loadKey()
        guard let chain, let leaf = chain.first, let key else { return nil }
        guard leaf.matches(key) else {
            let fits = chain.firstIndex { $0.matches(key) }.map { $0 + 1 }
            return refuse(.mismatch(fits: fits), source.key)
        }
        guard let notBefore = leaf.notBefore, let notAfter = leaf.notAfter, let fingerprint = leaf.fingerprint else {
            return refuse(.badCertificate("the validity is not a time"), source.certificate)
        }
        for warning in ChainCheck.warnings(chain, now: now) { note(warning, source.certificate) }
        if notAfter < now { return refuse(.expired(since: notAfter), source.certificate) }
        if notBefore > now { return refuse(.notYetValid(from: notBefore), source.certificate) }
        let info = CertificateInfo(
            source: source, names: leaf.names, subject: leaf.subject, keyType: leaf.keyType, notBefore: notBefore,
            notAfter: notAfter
        )
        let pair = CertificatePair(info: info, chain: chain, key: key, fingerprint: fingerprint)
        return isUsable(pair) ? pair : nil
    }

    private mutating func loadChain() -> [X509Certificate]? {
        guard let bytes = read(source.certificate) else { return nil }
        do {
            let chain = try PEMFile.certificates(bytes)
            return chain.isEmpty ? refuse(.noCertificate, source.certificate) : chain
        } catch {
            return refuse(.badCertificate(error.text), source.certificate)
        }
    }

    private mutating func loadKey() -> PrivateKey? {
        guard var bytes = read(source.key) else { return nil }
        defer { unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) } }
        switch PEMFile.privateKey(bytes) {
        case .key(let key): return key
        case .none: return refuse(.noKey, source.key)
        case .encrypted: return refuse(.encryptedKey, source.key)
        case .bad(let text): return refuse(.badKey(text), source.key)
        }
    }

    private mutating func read(_ path: String) -> [UInt8]? {
        do {
            return try BoundedFile.read(path, limit: CertificateStore.fileLimit)
        } catch {
            switch error {
            case .unreadable(let reason): return refuse(.unreadable(reason), path)
            case .tooLarge: return refuse(.tooLarge, path)
            }
        }
    }

    // What serving would do with it, so that a check finds what a start would.
    private mutating func isUsable(_ pair: CertificatePair) -> Bool {
        do {
            _ = try ServerContext(pairs: [pair], minimumVersion: .v1_2)
            return true
        } catch {
            note(.unusable(error.detail), source.certificate)
            return false
        }
    }

    private mutating func note(_ kind: TLSFileProblem.Kind, _ file: String) {
        problems.append(TLSFileProblem(kind, file: file, source: index))
    }

    private mutating func refuse<Wanted>(_ kind: TLSFileProblem.Kind, _ file: String) -> Wanted? {
        note(kind, file)
        return nil
    }
}
