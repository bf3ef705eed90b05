import Testing

@testable import WeirTLS

@Suite("ALPN")
struct ApplicationProtocolTests {
    @Test(
        "the server's preference decides",
        arguments: [
            (["h2", "http/1.1"], ["http/1.1", "h2"], "h2"), (["http/1.1"], ["h2", "http/1.1"], "http/1.1"),
            (["h2", "http/1.1"], ["http/1.1"], "http/1.1"),
        ]
    )
    func match(ours: [String], theirs: [String], expected: String) throws {
        let scene = try Scene.shared
        let conversation = try scene.conversation(context: scene.serverContext(alpn: ours), clientALPN: theirs)
        #expect(conversation.server.session?.applicationProtocol == expected)
        #expect(conversation.client.session?.applicationProtocol == expected)
    }

    @Test("nothing in common ends in no_application_protocol", arguments: TLSProtocolVersion.allCases)
    func mismatch(version: TLSProtocolVersion) throws {
        let conversation = try Scene.shared.conversation(version, clientALPN: ["spdy/3", "imap"])
        #expect(conversation.atServer.failure?.kind == .noApplicationProtocol)
        #expect(conversation.atServer.failure?.alert == .noApplicationProtocol)
        #expect(conversation.atClient.failure?.alert == .noApplicationProtocol)
    }

    @Test("who offers nothing is served, and so is everybody where nothing is configured")
    func absent() throws {
        let scene = try Scene.shared
        let silent = try scene.conversation(clientALPN: [])
        #expect(silent.server.session != nil)
        #expect(silent.server.session?.applicationProtocol == nil)
        let unanswered = try scene.conversation(context: scene.serverContext(alpn: []), clientALPN: ["h2"])
        #expect(unanswered.server.session != nil)
        #expect(unanswered.server.session?.applicationProtocol == nil)
    }

    @Test("identifiers that cannot be sent are refused", arguments: [[""], [String(repeating: "a", count: 256)]])
    func unusable(identifiers: [String]) throws {
        #expect(throws: TLSFailure.self) { try Scene.shared.serverContext(alpn: identifiers) }
    }
}
