import Foundation
import Testing

@testable import WeirTLS

@Suite("DevelopmentCertificates")
struct DevelopmentCertificatesTests {
    @Test("what is made can be served, and a client that trusts the CA accepts it")
    func served() throws {
        let folder = try TemporaryFolder()
        let hosts = ["localhost", "*.dev.test", "127.0.0.1", "::1"]
        let made = try DevelopmentCertificates(hosts: hosts, now: currentSeconds())
        let paths = try made.write(to: folder.path + "/deep/certs")
        #expect(paths.map { $0.split(separator: "/").last } == ["ca.crt", "ca.key", "site.crt", "site.key"])
        let loaded = CertificateStore.load(
            [CertificateSource(certificate: paths[2], key: paths[3])], now: currentSeconds()
        )
        #expect(loaded.problems == [])
        let store = try #require(loaded.store)
        #expect(store.certificates[0].names == hosts)
        let context = try TLSContext(
            store: store, minimumVersion: .v1_2, applicationProtocols: [], rejectsUnknownNames: false,
            ticketKeys: TicketKeys()
        )
        for name in ["localhost", "a.dev.test", "127.0.0.1", "::1"] {
            let isName = name.contains { $0.isLetter }
            var conversation = Conversation(
                client: try TLSEngine(
                    client: TLSClientContext(authorities: made.authority), serverName: isName ? name : nil,
                    verifiedName: name
                ),
                server: try TLSEngine(context: context)
            )
            conversation.run()
            #expect(conversation.client.session != nil, "\(name): \(String(describing: conversation.atClient.failure))")
        }
    }

    @Test("the openssl command verifies the leaf strictly", .enabled(if: OpenSSLCommand.isThere))
    func verifiedByCommand() throws {
        let folder = try TemporaryFolder()
        let made = try DevelopmentCertificates(hosts: ["localhost", "127.0.0.1"], now: currentSeconds())
        let paths = try made.write(to: folder.path)
        let command = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", paths[0]]
        for check in [["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"]] {
            #expect(try OpenSSLCommand.run(command + check + [paths[2]]) == "\(paths[2]): OK\n")
        }
        let text = try OpenSSLCommand.run(["x509", "-in", paths[2], "-noout", "-text"])
        for part in [
            "CA:FALSE", "TLS Web Server Authentication", "Digital Signature", "X509v3 Subject Key Identifier",
            "X509v3 Authority Key Identifier", "DNS:localhost, IP Address:127.0.0.1", "prime256v1",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("keys are for their owner only, and nothing is overwritten unless forced")
    func writing() throws {
        let folder = try TemporaryFolder()
        let made = try DevelopmentCertificates(hosts: ["localhost"], now: currentSeconds())
        let paths = try made.write(to: folder.path)
        let modes = try paths.map { path in
            try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber).intValue
        }
        #expect(modes == [0o644, 0o600, 0o644, 0o600])
        let other = try DevelopmentCertificates(hosts: ["localhost"], now: currentSeconds())
        #expect(throws: DevelopmentCertificateError.exists(path: paths[0])) { try other.write(to: folder.path) }
        try FileManager.default.removeItem(atPath: paths[0])
        #expect(throws: DevelopmentCertificateError.exists(path: paths[1])) { try other.write(to: folder.path) }
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: paths[3]))) == made.key)
        try other.write(to: folder.path, force: true)
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: paths[3]))) == other.key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
    }

    @Test("a folder that cannot be is an error with the system's words")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write([], "file")
        let made = try DevelopmentCertificates(hosts: ["localhost"], now: currentSeconds())
        let expected = DevelopmentCertificateError.unwritable(path: file + "/certs", reason: "Not a directory")
        #expect(throws: expected) { try made.write(to: file + "/certs") }
    }

    @Test("hosts that are none", arguments: ["", "a b", "a,DNS:b", "-a.test", "a..test", "*", "*.test.*", "é.test"])
    func badHosts(host: String) {
        #expect(throws: DevelopmentCertificateError.badHost(host)) {
            try DevelopmentCertificates(hosts: [host], now: 0)
        }
    }

    @Test("no host")
    func noHost() {
        #expect(throws: DevelopmentCertificateError.noHost) { try DevelopmentCertificates(hosts: [], now: 0) }
    }
}
