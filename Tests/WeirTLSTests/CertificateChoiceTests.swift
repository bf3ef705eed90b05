import Testing

@testable import WeirTLS

@Suite("CertificateChoice")
struct CertificateChoiceTests {
    private func info(_ names: [String], _ type: CertificateInfo.KeyType = .ellipticCurve) -> CertificateInfo {
        CertificateInfo(
            source: CertificateSource(certificate: "", key: ""), names: names, subject: "", keyType: type, notBefore: 0,
            notAfter: 0
        )
    }

    @Test("certificates of different key types for a name stand together")
    func companions() {
        let choice = CertificateChoice([info(["a", "b"]), info(["b"]), info(["b", "a"], .rsa), info(["a"], .rsa)])
        #expect(choice.groups == [[0, 2]])
        #expect(choice.group(for: "a") == 0)
        #expect(choice.group(for: "b") == 0)
        #expect(choice.group(for: "c") == nil)
    }

    @Test("the default's companions have all of its names")
    func partialCompanion() {
        let choice = CertificateChoice([info(["a", "b"]), info(["a"], .rsa)])
        #expect(choice.groups == [[0], [0, 1]])
        #expect(choice.group(for: "a") == 1)
        #expect(choice.group(for: "b") == 0)
    }

    @Test("a certificate without names serves as default only")
    func nameless() {
        let choice = CertificateChoice([info([]), info(["a"])])
        #expect(choice.groups == [[0], [1]])
        #expect(choice.group(for: "a") == 1)
        #expect(choice.group(for: "") == nil)
        #expect(choice.group(for: ".a") == nil)
    }
}
