import Foundation
import Glibc
import Testing

@Suite struct CheckCertificateProblems {
    /// Line 6 of the configuration names the certificate in column 26 and the key behind it.
    private static func check(
        certificate: String, key: String
    ) throws -> (status: Int32, found: [CheckDiagnostic], text: String) {
        let folder = try TemporaryFolder()
        let config = try folder.write(
            "weir.yaml",
            """
            listeners:
              https:
                address: 127.0.0.1:0
                tls:
                  certificates:
                    - certificate: \(certificate)
                      key: \(key)
            """)
        let (status, found) = try WeirCommand.diagnostics("--config", config)
        let errors = found.filter { $0.severity == "error" }
        #expect(errors.allSatisfy { $0.file == config })
        return (status, errors, try WeirCommand.run("check", "--config", config).errors)
    }

    private static func expect(
        _ certificate: String, _ key: String, line: Int, says words: String,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let (status, found, text) = try check(certificate: certificate, key: key)
        #expect(status == 1, sourceLocation: location)
        #expect(found.map(\.line) == [line], "\(found)", sourceLocation: location)
        #expect(found.first?.column == (line == 6 ? 24 : 16), "\(found)", sourceLocation: location)
        #expect(found.first?.message.contains(words) == true, "\(found)", sourceLocation: location)
        #expect(text.contains("weir.yaml:\(line):"), sourceLocation: location)
        #expect(text.contains("^"), sourceLocation: location)
    }

    @Test func eachHasItsOwnWordsAndItsPlaceInTheFile() throws {
        let good = try TestCertificates.shared
        let other = try CertificateFile()
        try Self.expect(other.certificate, good.key, line: 7, says: "does not belong to the certificate")
        try Self.expect("/nothing/site.crt", good.key, line: 6, says: "No such file")
        try Self.expect(good.certificate, "/nothing/site.key", line: 7, says: "No such file")
        try Self.expect(good.key, good.key, line: 6, says: "no PEM certificate")
        try Self.expect(good.certificate, good.certificate, line: 7, says: "no PEM private key")
        try Self.expect(good.certificate, other.encryptedKey(), line: 7, says: "is encrypted")
        try Self.expect(other.damagedCertificate(), other.key, line: 6, says: "damaged")
        let old = try CertificateFile(from: "20200101000000Z", to: "20200201000000Z")
        try Self.expect(old.certificate, old.key, line: 6, says: "has expired, on 2020-02-01")
        let early = try CertificateFile(from: "20900101000000Z", to: "20900201000000Z")
        try Self.expect(early.certificate, early.key, line: 6, says: "is not valid before 2090-01-01")
    }

    @Test func severalAreReportedInOneGo() throws {
        let (status, found, _) = try Self.check(certificate: "/nothing/site.crt", key: "/nothing/site.key")
        #expect(status == 1)
        #expect(found.map(\.line) == [6, 7])
    }

    @Test func runDoesNotStartWithThem() throws {
        let old = try CertificateFile(from: "20200101000000Z", to: "20200201000000Z")
        let folder = try TemporaryFolder()
        let yaml = Site("127.0.0.1:1").yaml(certificate: old.certificate, key: old.key)
        let outcome = try WeirCommand.run("run", "--config", folder.write("weir.yaml", yaml))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("has expired"))
        #expect(!outcome.errors.contains("listening"))
    }
}
