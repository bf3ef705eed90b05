import Foundation
import Testing

@Suite struct CertsWritesUsableFiles {
    private static func openssl(_ arguments: String...) throws -> Command.Outcome {
        try Command.run("openssl", arguments, package: "openssl")
    }

    @Test func thatOpenSSLAndCurlAccept() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("certs")
        let outcome = try WeirCommand.run(
            "certs", "--out", out, "--host", "localhost", "--host", "*.example.test", "--host", "127.0.0.1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            Set(outcome.output.split(separator: "\n")).isSuperset(of: [
                "wrote \(out)/site.crt", "wrote \(out)/site.key",
            ]))
        let verified = try Self.openssl("verify", "-x509_strict", "-CAfile", "\(out)/ca.crt", "\(out)/site.crt")
        #expect(verified.status == 0, "\(verified.errors)")
        for check in [["-checkhost", "localhost"], ["-checkhost", "a.example.test"], ["-checkip", "127.0.0.1"]] {
            let told = try Command.run(
                "openssl", ["x509", "-in", "\(out)/site.crt", "-noout"] + check, package: "openssl")
            #expect(told.output.contains("does match"), "\(told.output)")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: "\(out)/site.key")[.posixPermissions] as? Int
        #expect(mode == 0o600)

        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        let yaml = Site(try origins["web-1"].address).yaml(certificate: "\(out)/site.crt", key: "\(out)/site.key")
        let weir = try WeirProcess(yaml: yaml, listeners: ["https", "http", "admin"])
        defer { weir.kill() }
        let curl = try Curl.get(weir, "/", host: "www.example.test", arguments: ["--cacert", "\(out)/ca.crt"])
        #expect(curl.body == "web-1", "\(curl.errors)")
        // Nothing to complain of, not even a missing chain.
        #expect(!weir.standardError.contains("warning: "), "\(weir.standardError)")
    }

    @Test func overwritesOnlyWhenTold() throws {
        let folder = try TemporaryFolder()
        #expect(try WeirCommand.run("certs", "--out", folder.path).status == 0)
        let key = folder.read("site.key")
        let refused = try WeirCommand.run("certs", "--out", folder.path)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("is there already"))
        #expect(refused.errors.contains("--force"))
        #expect(folder.read("site.key") == key)
        #expect(try WeirCommand.run("certs", "--out", folder.path, "--force").status == 0)
        #expect(folder.read("site.key") != key)
        #expect(try Self.openssl("verify", "-CAfile", folder.file("ca.crt"), folder.file("site.crt")).status == 0)
    }

    @Test func saysWhatIsWrongWithAHost() throws {
        let folder = try TemporaryFolder()
        let outcome = try WeirCommand.run("certs", "--out", folder.path, "--host", "bad host")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("\"bad host\""))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("site") }.isEmpty)
    }
}
