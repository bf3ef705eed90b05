import Testing

@testable import WeirTLS

/// What the tests of engines start from: one authority and a certificate for a few names.
struct Scene {
    let authority: TestAuthority
    let ticketKeys: TicketKeys
    let store: CertificateStore

    init(names: [[String]] = [["example.com"]], clock: (@Sendable () -> Int64)? = nil) throws {
        authority = try TestAuthority()
        ticketKeys = try clock.map { try TicketKeys(clock: $0) } ?? TicketKeys()
        let authority = authority
        store = try authority.store(names.map { try authority.pair($0) })
    }

    func serverContext(
        minimum: TLSProtocolVersion = .v1_2, alpn: [String] = ["http/1.1"], rejects: Bool = false
    ) throws -> TLSContext {
        try TLSContext(
            store: store, minimumVersion: minimum, applicationProtocols: alpn, rejectsUnknownNames: rejects,
            ticketKeys: ticketKeys
        )
    }

    func clientContext(
        _ version: TLSProtocolVersion = .v1_3, alpn: [String] = ["http/1.1"]
    ) throws -> TLSClientContext {
        try TLSClientContext(
            authorities: authority.issuer.certificate.pem(), maximumVersion: version, applicationProtocols: alpn
        )
    }

    /// A handshake has been tried.
    func conversation(
        _ version: TLSProtocolVersion = .v1_3, context: TLSContext? = nil, name: String? = "example.com",
        clientALPN: [String] = ["http/1.1"], resuming session: ClientSession? = nil
    ) throws -> Conversation {
        let client = try TLSEngine(
            client: clientContext(version, alpn: clientALPN), serverName: name, verifiedName: nil
        )
        session?.offer(on: client)
        let server = try TLSEngine(context: context ?? serverContext())
        var conversation = Conversation(client: client, server: server)
        conversation.run()
        return conversation
    }
}

extension Scene {
    /// For tests that need nothing special: making keys and files takes longer than most of them.
    static var shared: Scene {
        get throws { try made.get() }
    }

    private static let made = Result { try Scene() }
}
