/// A certificate of its own, signed by itself, and its key.
struct CertificateFile {
    let folder: TemporaryFolder
    var certificate: String { folder.file("site.crt") }
    var key: String { folder.file("site.key") }

    /// - Parameters:
    ///   - from: as `YYYYMMDDHHMMSSZ`, UTC.
    ///   - to: likewise.
    init(from: String = "20240101000000Z", to: String = "20991231000000Z") throws {
        folder = try TemporaryFolder()
        let settings = """
            [ca]
            default_ca = here
            [here]
            database = \(folder.file("index"))
            new_certs_dir = \(folder.path)
            default_md = sha256
            rand_serial = yes
            policy = any
            [any]
            commonName = supplied
            """
        let config = try folder.write("ca.cnf", settings)
        try folder.write("index", "")
        try openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", key, "-out", folder.file("request"))
        try openssl(
            "ca", "-batch", "-notext", "-selfsign", "-config", config, "-keyfile", key, "-in", folder.file("request"),
            "-startdate", from, "-enddate", to, "-out", certificate)
    }

    /// The key with a pass phrase.
    func encryptedKey() throws -> String {
        try openssl("pkey", "-in", key, "-aes-256-cbc", "-passout", "pass:secret", "-out", folder.file("encrypted.key"))
        return folder.file("encrypted.key")
    }

    /// The certificate with a bite taken out of it.
    func damagedCertificate() throws -> String {
        var lines = folder.read("site.crt").split(separator: "\n")
        lines.remove(at: 2)
        return try folder.write("damaged.crt", lines.joined(separator: "\n") + "\n")
    }

    private func openssl(_ arguments: String...) throws {
        let outcome = try Command.run("openssl", arguments, package: "openssl")
        guard outcome.status == 0 else { throw HarnessFailure("openssl \(arguments[0]): \(outcome.errors)") }
    }
}
