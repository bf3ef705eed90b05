import COpenSSL
import Testing

@testable import WeirTLS

@Suite("CertificateStore")
struct CertificateStoreTests {
    private let authority: TestAuthority
    private let key: PrivateKey

    init() throws {
        authority = try TestAuthority()
        key = try PrivateKey.makeP256()
    }

    @Test("a pair that is right has no problem, and says what it is")
    func right() throws {
        let source = try authority.pair(["example.com", "*.example.com", "192.0.2.1", "2001:db8::1"])
        let loaded = CertificateStore.load([source], now: authority.now)
        #expect(loaded.problems == [])
        let info = try #require(loaded.store?.certificates.first)
        #expect(info.names == ["example.com", "*.example.com", "192.0.2.1", "2001:db8::1"])
        #expect(info.subject == "CN=example.com")
        #expect(info.keyType == .ellipticCurve)
        #expect(info.notBefore == authority.now - 3600)
        #expect(info.notAfter == authority.now + 86_400)
        #expect(info.source == source)
    }

    @Test("without a subject alternative name the common name counts")
    func commonName() throws {
        let leaf = try CertificateBuilder(
            commonName: "Old.Example", notBefore: authority.now, notAfter: authority.now + 100
        ).build(key: key, issuer: authority.issuer)
        #expect(leaf.names == ["old.example"])
        #expect(authority.issuer.certificate.names == [])
    }

    @Test("certificate and key may be in one file")
    func combined() throws {
        let file = try authority.folder.write(
            key.pem() + authority.makeLeaf(["a.test"], key: key).pem() + authority.issuer.certificate.pem(), "all.pem"
        )
        #expect(problems(file, file) == [])
    }

    @Test("files that are not there, are folders, or are too large")
    func unreadable() throws {
        let source = try authority.pair(["a.test"])
        let missing = authority.folder.path + "/missing.crt"
        #expect(problems(missing, source.key) == [.unreadable("No such file or directory")])
        #expect(problems(source.certificate, authority.folder.path) == [.unreadable("Is a directory")])
        let large = try authority.folder.write([UInt8](repeating: 10, count: (1 << 20) + 1), "large")
        #expect(problems(large, source.key) == [.tooLarge])
        let largest = try authority.folder.write([UInt8](repeating: 10, count: 1 << 20), "largest")
        #expect(problems(largest, source.key) == [.noCertificate])
    }

    @Test("both files' problems are reported at once, with their places")
    func places() throws {
        let missing = CertificateSource(certificate: "/nonexistent/a.crt", key: "/nonexistent/a.key")
        let loaded = CertificateStore.load([try authority.pair(["a.test"]), missing], now: authority.now)
        #expect(loaded.store == nil)
        #expect(loaded.problems.map(\.file) == [missing.certificate, missing.key])
        #expect(loaded.problems.map(\.source) == [1, 1])
        #expect(loaded.problems[0].message == "the file cannot be read: No such file or directory")
    }

    @Test("files without what they should hold, and damaged ones")
    func contents() throws {
        let source = try authority.pair(["a.test"])
        let empty = try authority.folder.write([], "empty")
        #expect(problems(empty, source.key) == [.noCertificate])
        #expect(problems(source.certificate, empty) == [.noKey])
        #expect(problems(source.key, source.certificate) == [.noCertificate, .noKey])
        let damaged = try authority.folder.write(
            Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8), "damaged.crt"
        )
        guard case .badCertificate? = problems(damaged, source.key).first else {
            Issue.record("a damaged certificate was not noticed")
            return
        }
        let damagedKey = try authority.folder.write(
            Array("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".utf8), "damaged.key"
        )
        guard case .badKey? = problems(source.certificate, damagedKey).first else {
            Issue.record("a damaged key was not noticed")
            return
        }
    }

    @Test("random bytes in files are refused, never trusted", arguments: [UInt64](1...40))
    func randomBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = try authority.makeLeaf(["a.test"], key: key).pem()
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
        }
        let file = try authority.folder.write(bytes, "random.crt")
        let found = problems(file, try authority.folder.write(key.pem(), "random.key"))
        let harmless: [TLSFileProblem.Kind] = [.incompleteChain(issuer: "CN=Test root")]
        #expect(!found.isEmpty || found == harmless)
    }

    @Test("an encrypted key is named as such, in both formats")
    func encrypted() throws {
        let source = try authority.pair(["a.test"])
        let modern = try #require(
            MemoryBIO.collect {
                PEM_write_bio_PKCS8PrivateKey($0, key.pointer, EVP_aes_128_cbc(), "pw", 2, nil, nil) == 1
            }
        )
        let older = try #require(
            MemoryBIO.collect {
                PEM_write_bio_PrivateKey_traditional($0, key.pointer, EVP_aes_128_cbc(), Array("pw".utf8), 2, nil, nil)
                    == 1
            }
        )
        for bytes in [modern, older] {
            let file = try authority.folder.write(bytes, "encrypted.key")
            #expect(problems(source.certificate, file) == [.encryptedKey])
        }
    }

    @Test("traditional EC and RSA key formats are read", arguments: [TestAuthority.KeyKind.ellipticCurve, .rsa])
    func traditional(kind: TestAuthority.KeyKind) throws {
        let key = try TestAuthority.makeKey(kind)
        let bytes = try #require(
            MemoryBIO.collect { PEM_write_bio_PrivateKey_traditional($0, key.pointer, nil, nil, 0, nil, nil) == 1 }
        )
        #expect(String(decoding: bytes, as: UTF8.self).contains(kind == .rsa ? "BEGIN RSA" : "BEGIN EC"))
        let leaf = try authority.makeLeaf(["a.test"], key: key).pem() + authority.issuer.certificate.pem()
        let file = try authority.folder.write(bytes, "traditional.key")
        #expect(problems(try authority.folder.write(leaf, "traditional.crt"), file) == [])
    }

    @Test("a key of another certificate")
    func mismatch() throws {
        let one = try authority.pair(["a.test"])
        let other = try authority.pair(["b.test"], .rsa)
        #expect(problems(one.certificate, other.key) == [.mismatch(fits: nil)])
        let leaf = try authority.makeLeaf(["c.test"], key: key)
        let upsideDown = try authority.folder.write(authority.issuer.certificate.pem() + leaf.pem(), "upside.crt")
        let keyFile = try authority.folder.write(key.pem(), "upside.key")
        #expect(problems(upsideDown, keyFile) == [.mismatch(fits: 2)])
    }

    @Test("expired and not yet valid, with the time")
    func validity() throws {
        let now = authority.now
        #expect(try leafProblems(notBefore: now - 100, notAfter: now - 1) == [.expired(since: now - 1)])
        #expect(try leafProblems(notBefore: now - 100, notAfter: now) == [])
        #expect(try leafProblems(notBefore: now, notAfter: now + 10) == [])
        #expect(try leafProblems(notBefore: now + 1, notAfter: now + 10) == [.notYetValid(from: now + 1)])
        // From 2050 on the encoding is another one (RFC 5280 §4.1.2.5).
        #expect(try leafProblems(notBefore: now - 1, notAfter: 4_000_000_000) == [])
    }

    @Test("a key that is too short for TLS is found when loading")
    func weakKey() throws {
        let weak = try TestAuthority.makeKey(.weakRSA)
        let leaf = try authority.makeLeaf(["a.test"], key: weak)
        let file = try authority.folder.write(leaf.pem() + authority.issuer.certificate.pem(), "weak.crt")
        let found = problems(file, try authority.folder.write(weak.pem(), "weak.key"))
        #expect(found == [.unusable("certificate: ee key too small")])
    }

    @Test("names that two certificates of one key type have")
    func duplicates() throws {
        let sources = [
            try authority.pair(["a.test", "b.test"]), try authority.pair(["a.test", "b.test"], .rsa),
            try authority.pair(["b.test"]),
        ]
        let loaded = CertificateStore.load(sources, now: authority.now)
        #expect(loaded.store != nil)
        let expected = TLSFileProblem(
            .duplicateName("b.test", other: sources[0].certificate), file: sources[2].certificate, source: 2
        )
        #expect(loaded.problems == [expected])
        #expect(expected.severity == .warning)
    }

    @Test("nothing to load is no store")
    func nothing() {
        let loaded = CertificateStore.load([], now: 0)
        #expect(loaded.store == nil && loaded.problems == [])
    }

    private func leafProblems(notBefore: Int64, notAfter: Int64) throws -> [TLSFileProblem.Kind] {
        let leaf = try authority.makeLeaf(["a.test"], key: key, notBefore: notBefore, notAfter: notAfter)
        let bytes = try leaf.pem() + authority.issuer.certificate.pem()
        return problems(
            try authority.folder.write(bytes, "leaf.crt"), try authority.folder.write(key.pem(), "leaf.key"))
    }

    private func problems(_ certificate: String, _ key: String) -> [TLSFileProblem.Kind] {
        let loaded = CertificateStore.load([CertificateSource(certificate: certificate, key: key)], now: authority.now)
        #expect((loaded.store == nil) == loaded.problems.contains { $0.severity == .error })
        return loaded.problems.map(\.kind)
    }
}
