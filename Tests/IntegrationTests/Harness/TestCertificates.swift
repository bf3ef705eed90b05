/// One certificate for all tests of a run: for `localhost`, `*.example.test`, `127.0.0.1` and `::1`.
struct TestCertificates {
    let folder: TemporaryFolder

    /// PEM, to be trusted by clients.
    var authority: String { folder.file("site.crt") }
    var certificate: String { folder.file("site.crt") }
    var key: String { folder.file("site.key") }

    private static let made = Result { try TestCertificates() }

    static var shared: TestCertificates {
        get throws { try made.get() }
    }

    private init() throws {
        folder = try TemporaryFolder()
        let names = "DNS:localhost,DNS:example.test,DNS:*.example.test,IP:127.0.0.1,IP:::1"
        let outcome = try Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=\(names)",
                "-keyout", folder.file("site.key"), "-out", folder.file("site.crt"),
            ], package: "openssl")
        guard outcome.status == 0 else { throw HarnessFailure("openssl made no certificate: \(outcome.errors)") }
    }
}
