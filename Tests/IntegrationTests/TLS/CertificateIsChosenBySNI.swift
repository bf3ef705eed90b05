import Testing

@Suite struct CertificateIsChosenBySNI {
    /// The names that a certificate is for are its subject's as well, so that tests can tell them apart.
    private static func serving(_ settings: String...) throws -> (weir: WeirProcess, folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        for name in ["first.test", "*.wild.test", "exact.wild.test"] {
            let file = folder.file(name.replacing("*", with: "any"))
            let made = try Command.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", "\(file).key",
                    "-out", "\(file).crt",
                ], package: "openssl")
            guard made.status == 0 else { throw HarnessFailure("no certificate: \(made.errors)") }
        }
        let files = ["first.test", "any.wild.test", "exact.wild.test"].map { name in
            "{ certificate: \(folder.file(name)).crt, key: \(folder.file(name)).key }"
        }
        let yaml = """
            listeners:
              https:
                address: 127.0.0.1:0
                tls: { certificates: [ \(files.joined(separator: ", ")) ], \(settings.joined(separator: ", ")) }
            routes: [ { name: all, redirect: { to: /elsewhere } } ]
            log: { access: { to: \(WeirProcess.accessLogName) } }
            """
        return (try WeirProcess(yaml: yaml, listeners: ["https"]), folder)
    }

    private static func subject(_ weir: WeirProcess, asking arguments: String...) throws -> String {
        let outcome = try Command.run(
            "openssl", ["s_client", "-connect", "127.0.0.1:\(weir.https)"] + arguments, package: "openssl")
        let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("subject=") }
        return line.map { String($0.dropFirst("subject=".count)) } ?? "none: \(outcome.errors)"
    }

    @Test func exactNameThenWildcardThenTheFirst() throws {
        let (weir, folder) = try Self.serving()
        defer { weir.kill() }

        #expect(try Self.subject(weir, asking: "-servername", "exact.wild.test") == "CN = exact.wild.test")
        #expect(try Self.subject(weir, asking: "-servername", "EXACT.wild.TEST") == "CN = exact.wild.test")
        #expect(try Self.subject(weir, asking: "-servername", "other.wild.test") == "CN = *.wild.test")
        // A wildcard stands for one label (RFC 6125 §6.4.3).
        #expect(try Self.subject(weir, asking: "-servername", "a.b.wild.test") == "CN = first.test")
        #expect(try Self.subject(weir, asking: "-servername", "unknown.test") == "CN = first.test")
        #expect(try Self.subject(weir, asking: "-noservername") == "CN = first.test")

        let curl = try Curl.run(
            ["--cacert", folder.file("any.wild.test.crt"), "--connect-to", "::127.0.0.1:\(weir.https)"],
            urls: ["https://shop.wild.test/"])
        #expect(curl.status == 302, "\(curl.errors)")
        let lines = try weir.accessLines(1)
        #expect(lines.last?.tls?.sni == "shop.wild.test")
        #expect(lines.last?.end == "complete")
    }

    @Test func anUnknownNameIsRejectedWhereConfigured() throws {
        let (weir, folder) = try Self.serving("unknown_sni: reject")
        defer { weir.kill() }

        #expect(try Self.subject(weir, asking: "-servername", "other.wild.test") == "CN = *.wild.test")
        let refused = try Self.subject(weir, asking: "-servername", "unknown.test")
        #expect(refused.contains("unrecognized name"), "\(refused)")
        #expect(try weir.accessLine().end == "tls_handshake")
        let curl = try Curl.run(
            ["--cacert", folder.file("first.test.crt"), "--connect-to", "::127.0.0.1:\(weir.https)"],
            urls: ["https://first.test/"])
        #expect(curl.status == 302, "\(curl.errors)")
    }
}
