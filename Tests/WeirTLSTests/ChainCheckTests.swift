import Testing

@testable import WeirTLS

@Suite("ChainCheck")
struct ChainCheckTests {
    private let now: Int64
    private let authority: TestAuthority
    private let intermediate: CertificateBuilder.Issuer
    private let leaf: X509Certificate

    init() throws {
        authority = try TestAuthority()
        now = authority.now
        intermediate = try authority.makeIntermediate()
        leaf = try authority.makeLeaf(["a.test"], key: .makeP256(), issuer: intermediate)
    }

    private var root: X509Certificate { authority.issuer.certificate }

    @Test("whole chains, with and without the root, and a self-signed certificate alone")
    func whole() throws {
        #expect(ChainCheck.warnings([leaf, intermediate.certificate], now: now) == [])
        #expect(ChainCheck.warnings([leaf, intermediate.certificate, root], now: now) == [])
        #expect(ChainCheck.warnings([root], now: now) == [])
        #expect(ChainCheck.warnings([], now: now) == [])
    }

    @Test("a leaf alone misses its issuer")
    func alone() {
        #expect(ChainCheck.warnings([leaf], now: now) == [.incompleteChain(issuer: "CN=Test intermediate")])
    }

    @Test("a chain with the middle left out")
    func gap() {
        let expected: [TLSFileProblem.Kind] = [
            .unrelated(subject: "CN=Test root"), .incompleteChain(issuer: "CN=Test intermediate"),
        ]
        #expect(ChainCheck.warnings([leaf, root], now: now) == expected)
    }

    @Test("a chain in another order")
    func order() {
        let chain = [leaf, root, intermediate.certificate]
        #expect(ChainCheck.warnings(chain, now: now) == [.wrongOrder(subject: "CN=Test root")])
    }

    @Test("a certificate that has nothing to do with the others")
    func unrelated() throws {
        let stranger = try TestAuthority(now: now).makeIntermediate("Stranger").certificate
        let chain = [leaf, intermediate.certificate, stranger]
        #expect(ChainCheck.warnings(chain, now: now) == [.unrelated(subject: "CN=Stranger")])
    }

    @Test("an intermediate that has expired")
    func expired() throws {
        let later = now + 86_400 * 366
        let warnings = ChainCheck.warnings([leaf, intermediate.certificate], now: later)
        let expected = TLSFileProblem.Kind.chainExpired(subject: "CN=Test intermediate", since: now + 86_400 * 365)
        #expect(warnings == [expected])
    }
}
