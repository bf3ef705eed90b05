import COpenSSL
import NIOCore
import Testing

@testable import WeirTLS

@Suite("Resumption by tickets")
struct ResumptionTests {
    @Test("a session resumes, also at another event loop's context", arguments: TLSProtocolVersion.allCases)
    func resumes(version: TLSProtocolVersion) throws {
        let scene = try Scene.shared
        var first = try scene.conversation(version)
        #expect(first.server.session?.resumed == false)
        let session = try #require(ClientSession(of: first.client))
        let second = try scene.conversation(version, context: scene.serverContext(), resuming: session)
        #expect(second.server.session?.resumed == true)
        #expect(second.client.session?.resumed == true)
        #expect(second.server.session?.serverName == "example.com")
        #expect(second.server.session?.applicationProtocol == "http/1.1")
        try write(ByteBuffer(string: "still works"), to: first.server)
        first.run()
        #expect(first.takeAtClient() == ByteBuffer(string: "still works"))
    }

    @Test("each resumed TLS 1.3 connection brings the ticket for the next one")
    func chain() throws {
        let scene = try Scene.shared
        var conversation = try scene.conversation()
        for _ in 0..<3 {
            let session = try #require(ClientSession(of: conversation.client))
            conversation = try scene.conversation(resuming: session)
            #expect(conversation.server.session?.resumed == true)
        }
    }

    @Test("tickets of another process are passed over", arguments: TLSProtocolVersion.allCases)
    func foreignKeys(version: TLSProtocolVersion) throws {
        let scene = try Scene.shared
        let session = try #require(ClientSession(of: scene.conversation(version).client))
        let other = try TLSContext(
            store: scene.store, minimumVersion: .v1_2, applicationProtocols: ["http/1.1"], rejectsUnknownNames: false,
            ticketKeys: TicketKeys()
        )
        let second = try scene.conversation(version, context: other, resuming: session)
        #expect(second.server.session?.resumed == false)
    }

    @Test(
        "a session resumes for its own server name only", arguments: TLSProtocolVersion.allCases,
        ["www.example.com", "other.test", nil]
    )
    func names(version: TLSProtocolVersion, name: String?) throws {
        let scene = try Self.namedScene.get()
        let session = try #require(ClientSession(of: scene.conversation(version, name: "example.com").client))
        let own = try scene.conversation(version, name: "example.com", resuming: session)
        #expect(own.server.session?.resumed == true)
        let other = try scene.conversation(version, name: name, resuming: session)
        #expect(other.server.session != nil)
        #expect(other.server.session?.resumed == false)
        #expect(other.server.session?.serverName == name)
    }

    private static let namedScene = Result { try Scene(names: [["example.com", "www.example.com"], ["other.test"]]) }

    @Test("a key opens for one period after it has ceased to seal", arguments: TLSProtocolVersion.allCases)
    func rotation(version: TLSProtocolVersion) throws {
        let clock = TestClock()
        let scene = try Scene(clock: { clock.now })
        let session = try #require(ClientSession(of: scene.conversation(version).client))
        clock.advance(TicketKeys.period)
        let previous = try scene.conversation(version, resuming: session)
        #expect(previous.server.session?.resumed == true)
        let renewed = try #require(ClientSession(of: previous.client))
        clock.advance(TicketKeys.period)
        #expect(try scene.conversation(version, resuming: session).server.session?.resumed == false)
        // The older key's ticket was answered with one under the newer key.
        #expect(try scene.conversation(version, resuming: renewed).server.session?.resumed == true)
    }

    @Test("a long pause forgets both keys")
    func pause() throws {
        let clock = TestClock()
        let scene = try Scene(clock: { clock.now })
        let session = try #require(ClientSession(of: scene.conversation().client))
        clock.advance(2 * TicketKeys.period)
        #expect(try scene.conversation(resuming: session).server.session?.resumed == false)
    }
}
