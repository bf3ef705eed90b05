import COpenSSL
import NIOCore
import Testing

@testable import WeirTLS

@Suite("TLSEngine")
struct TLSEngineTests {
    @Test("a handshake completes on both sides and says what was agreed on", arguments: TLSProtocolVersion.allCases)
    func handshake(version: TLSProtocolVersion) throws {
        let conversation = try Scene().conversation(version)
        #expect(conversation.atServer.steps == [.handshakeCompleted])
        #expect(conversation.atClient.steps == [.handshakeCompleted])
        let cipher =
            switch version {
            case .v1_2: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
            case .v1_3: "TLS_AES_128_GCM_SHA256"
            }
        let expected = TLSSessionInfo(
            version: version, cipher: cipher, serverName: "example.com", applicationProtocol: "http/1.1",
            resumed: false
        )
        #expect(conversation.server.session == expected)
        #expect(conversation.client.session == expected)
    }

    @Test("data goes both ways in any split", arguments: TLSProtocolVersion.allCases, [UInt64](1...6))
    func splits(version: TLSProtocolVersion, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var conversation = Conversation(
            client: try TLSEngine(
                client: Scene.shared.clientContext(version), serverName: "example.com", verifiedName: "example.com"
            ),
            server: try TLSEngine(context: Scene.shared.serverContext())
        )
        let largest = seed == 1 ? 1 : Int.random(in: 2...3000, using: &random)
        conversation.run { Int.random(in: 1...largest, using: &random) }
        #expect(conversation.server.session != nil)
        let size = largest == 1 ? 3000 : 40_000
        for _ in 0..<5 {
            let up = random.bytes(upTo: size)
            let down = random.bytes(upTo: size)
            try write(up, to: conversation.client)
            try write(down, to: conversation.server)
            conversation.run { Int.random(in: 1...largest, using: &random) }
            #expect(conversation.takeAtServer() == up)
            #expect(conversation.takeAtClient() == down)
        }
    }

    @Test("of a record that has come in part nothing is to be read until the rest comes")
    func partOfRecord() throws {
        let conversation = try Scene().conversation()
        try write(ByteBuffer(repeating: 7, count: 20_000), to: conversation.client)
        var wire = try #require(conversation.client.takeOutbound())
        let part = wire.readSlice(length: 18_000)
        let begun = try #require(part)
        var plaintext = ByteBuffer()
        conversation.server.receive(begun)
        #expect(conversation.server.hasUnread && conversation.server.expectedBytes == 18_000)
        #expect(conversation.server.read(into: &plaintext) == .plaintext(16_384))
        #expect(!conversation.server.hasUnread)
        #expect(conversation.server.read(into: &plaintext) == .needMore)
        conversation.server.receive(wire)
        #expect(conversation.server.hasUnread)
        #expect(conversation.server.read(into: &plaintext) == .plaintext(20_000 - 16_384))
        #expect(plaintext.readableBytes == 20_000)
    }

    @Test("a client whose key share does not suit is asked for another")
    func helloRetry() throws {
        let scene = try Scene.shared
        let clientContext = try scene.clientContext()
        #expect(weir_ssl_ctx_set1_groups_list(clientContext.pointer, "P-521:P-384") == 1)
        var conversation = Conversation(
            client: try TLSEngine(client: clientContext, serverName: "example.com", verifiedName: "example.com"),
            server: try TLSEngine(context: scene.serverContext())
        )
        conversation.run { 1 }
        #expect(conversation.server.session?.serverName == "example.com")
    }

    @Test("a mebibyte goes through in one write", arguments: TLSProtocolVersion.allCases)
    func mebibyte(version: TLSProtocolVersion) throws {
        var conversation = try Scene.shared.conversation(version)
        var random = SeededGenerator(seed: 7)
        var bytes = ByteBuffer()
        for _ in 0..<(1 << 17) { bytes.writeInteger(random.next()) }
        try write(bytes, to: conversation.server)
        // 64 records with what each adds, and the rest of one.
        #expect(conversation.server.transport.outbound.readableBytes < 1 << 20 + 65 * 64)
        conversation.run { 65_536 }
        #expect(conversation.takeAtClient() == bytes)
    }

    @Test("a read stops soon after its limit and goes on where it was")
    func limitedReads() throws {
        let conversation = try Scene.shared.conversation()
        try write(ByteBuffer(repeating: 7, count: 100_000), to: conversation.client)
        conversation.server.receive(try #require(conversation.client.takeOutbound()))
        var plaintext = ByteBuffer()
        var reads: [Int] = []
        while case .plaintext(let count) = conversation.server.read(into: &plaintext, limit: 20_000) {
            reads.append(count)
        }
        #expect(reads.reduce(0, +) == 100_000)
        #expect(reads.dropLast().allSatisfy { (20_000..<20_000 + 16_384).contains($0) })
    }

    @Test("a span is encrypted like a buffer")
    func spans() throws {
        var conversation = try Scene.shared.conversation()
        let bytes = Array("hello".utf8)
        try conversation.server.write(bytes.span.bytes)
        conversation.run()
        #expect(conversation.takeAtClient() == ByteBuffer(bytes: bytes))
    }

    @Test("close_notify is told apart, in both directions", arguments: TLSProtocolVersion.allCases)
    func closing(version: TLSProtocolVersion) throws {
        var conversation = try Scene.shared.conversation(version)
        #expect(conversation.server.inputClosed() == .truncated)
        conversation.client.shutdown()
        conversation.client.shutdown()
        conversation.run()
        #expect(conversation.atServer.steps == [.handshakeCompleted, .closed])
        #expect(conversation.server.inputClosed() == .clean)
        // One side's end is not the other's.
        try write(ByteBuffer(string: "answer"), to: conversation.server)
        conversation.server.shutdown()
        conversation.run()
        #expect(conversation.takeAtClient() == ByteBuffer(string: "answer"))
        #expect(conversation.atClient.steps == [.handshakeCompleted, .closed])
        #expect(conversation.client.inputClosed() == .clean)
        #expect(throws: TLSFailure.self) { try write(ByteBuffer(string: "x"), to: conversation.server) }
    }

    @Test("data before the peer's close is read before the close")
    func dataThenClose() throws {
        var conversation = try Scene.shared.conversation()
        try write(ByteBuffer(string: "last words"), to: conversation.client)
        conversation.client.shutdown()
        conversation.run()
        #expect(conversation.takeAtServer() == ByteBuffer(string: "last words"))
        #expect(conversation.atServer.steps.last == .closed)
    }

    @Test("a write before the handshake is refused and harms nothing")
    func earlyWrite() throws {
        let server = try TLSEngine(context: Scene.shared.serverContext())
        #expect(throws: TLSFailure(.misuse, detail: "write before the handshake is completed")) {
            try write(ByteBuffer(string: "x"), to: server)
        }
        server.shutdown()
        #expect(!server.hasOutbound)
        #expect(server.inputClosed() == .truncated)
    }

    @Test("an empty write makes no record")
    func emptyWrite() throws {
        let conversation = try Scene.shared.conversation()
        try write(ByteBuffer(), to: conversation.server)
        #expect(!conversation.server.hasOutbound)
    }

    @Test("an engine that is fed but not read from fails instead of growing")
    func inputLimit() throws {
        let conversation = try Scene.shared.conversation()
        for _ in 0..<20 { conversation.server.receive(ByteBuffer(repeating: 23, count: 65_536)) }
        var plaintext = ByteBuffer()
        guard case .failed(let failure) = conversation.server.read(into: &plaintext) else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .overflow)
    }

    @Test("engines, contexts and clients go when nobody holds them")
    func lifetimes() throws {
        weak var server: TLSEngine?
        weak var client: TLSEngine?
        weak var context: TLSContext?
        do {
            let conversation = try Scene.shared.conversation(context: Scene.shared.serverContext())
            server = conversation.server
            client = conversation.client
            #expect(server != nil)
        }
        #expect(server == nil)
        #expect(client == nil)
        do {
            let made = try Scene.shared.serverContext()
            context = made
            let engine = try TLSEngine(context: made)
            withExtendedLifetime(engine) { #expect(context != nil) }
        }
        #expect(context == nil)
    }
}
