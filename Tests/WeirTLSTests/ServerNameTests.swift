import COpenSSL
import Testing

@testable import WeirTLS

@Suite("Choice of certificates by server name")
struct ServerNameTests {
    private static let scene = Result {
        try Scene(names: [
            ["default.example", "*.default.example"], ["shop.example.com", "www.example.com"], ["*.example.com"],
        ])
    }

    @Test(
        "exact, then wildcard for one label, then the first",
        arguments: [
            ("shop.example.com", "shop.example.com"), ("SHOP.Example.COM", "shop.example.com"),
            ("www.example.com", "shop.example.com"), ("other.example.com", "*.example.com"),
            ("a.other.example.com", "default.example"), ("example.com", "default.example"),
            ("nobody.test", "default.example"), ("a.default.example", "default.example"),
        ]
    )
    func choice(asked: String, subject: String) throws {
        let conversation = try Self.scene.get().conversation(name: asked)
        #expect(try certificateSubject(conversation.client) == "CN=\(subject)")
        #expect(conversation.server.session?.serverName == asked.lowercased())
    }

    @Test("who names nothing gets the first, also where unknown names are rejected", arguments: [false, true])
    func noName(rejects: Bool) throws {
        let scene = try Self.scene.get()
        let conversation = try scene.conversation(context: scene.serverContext(rejects: rejects), name: nil)
        #expect(try certificateSubject(conversation.client) == "CN=default.example")
        #expect(conversation.server.session?.serverName == nil)
        #expect(conversation.server.session != nil)
    }

    @Test("an unknown name can be rejected by unrecognized_name", arguments: TLSProtocolVersion.allCases)
    func rejected(version: TLSProtocolVersion) throws {
        let scene = try Self.scene.get()
        let context = try scene.serverContext(rejects: true)
        let refused = try scene.conversation(version, context: context, name: "nobody.test")
        #expect(refused.atServer.failure?.kind == .unknownName)
        #expect(refused.atServer.failure?.alert == .unrecognizedName)
        #expect(refused.server.serverName == "nobody.test")
        #expect(refused.atClient.failure?.kind == .alertReceived)
        #expect(refused.atClient.failure?.alert == .unrecognizedName)
        let served = try scene.conversation(version, context: context, name: "www.example.com")
        #expect(served.server.session != nil)
    }

    @Test("an EC and an RSA pair for one name: each client gets the one that it can verify")
    func twoKeyTypes() throws {
        let authority = try TestAuthority()
        let store = try authority.store([
            authority.pair(["both.example"], .ellipticCurve), authority.pair(["both.example"], .rsa),
        ])
        #expect(store.certificates.map(\.keyType) == [.ellipticCurve, .rsa])
        let context = try TLSContext(
            store: store, minimumVersion: .v1_2, applicationProtocols: [], rejectsUnknownNames: false,
            ticketKeys: TicketKeys()
        )
        let trusted = try authority.issuer.certificate.pem()
        for (list, expected) in [("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDSA"), ("ECDHE-RSA-AES128-GCM-SHA256", "RSA")] {
            let clientContext = try TLSClientContext(authorities: trusted, maximumVersion: .v1_2)
            #expect(SSL_CTX_set_cipher_list(clientContext.pointer, list) == 1)
            var conversation = Conversation(
                client: try TLSEngine(client: clientContext, serverName: "both.example", verifiedName: "both.example"),
                server: try TLSEngine(context: context)
            )
            conversation.run()
            #expect(conversation.server.session?.cipher == "TLS_ECDHE_\(expected)_WITH_AES_128_GCM_SHA256")
        }
    }

    @Test("a client refuses a certificate for another name or of another authority")
    func verification() throws {
        let scene = try Self.scene.get()
        for (authorities, name) in [
            (try scene.authority.issuer.certificate.pem(), "nobody.test"),
            (try TestAuthority().issuer.certificate.pem(), "shop.example.com"),
        ] {
            var conversation = Conversation(
                client: try TLSEngine(
                    client: TLSClientContext(authorities: authorities), serverName: "shop.example.com",
                    verifiedName: name
                ),
                server: try TLSEngine(context: scene.serverContext())
            )
            conversation.run()
            #expect(conversation.atClient.failure?.kind == .badProtocol)
            #expect(conversation.atClient.failure?.detail == "certificate verify failed")
            #expect(conversation.atServer.failure?.kind == .alertReceived)
        }
    }
}

/// Of the certificate that a client was shown.
func certificateSubject(_ client: TLSEngine) throws -> String {
    X509Certificate(adopting: try #require(SSL_get1_peer_certificate(client.ssl))).subject
}
