import Testing

@testable import WeirTLS

@Suite("TLSFileProblem")
struct TLSFileProblemTests {
    private static let kinds: [TLSFileProblem.Kind] = [
        .unreadable("why"), .tooLarge, .noCertificate, .badCertificate("why"), .noKey, .badKey("why"), .encryptedKey,
        .mismatch(fits: nil), .mismatch(fits: 2), .unusable("why"), .expired(since: 0), .notYetValid(from: 0),
        .chainExpired(subject: "s", since: 0), .incompleteChain(issuer: "i"), .wrongOrder(subject: "s"),
        .unrelated(subject: "s"), .duplicateName("n", other: "o"),
    ]

    @Test("each problem says something of its own, in one line")
    func texts() {
        let problems = Self.kinds.map { TLSFileProblem($0, file: "f", source: 0) }
        let texts = problems.map { $0.message + ($0.hint ?? "") }
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { !$0.contains("\n") && !$0.isEmpty })
        #expect(problems.filter { $0.severity == .warning }.count == 5)
    }
}
