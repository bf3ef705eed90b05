import COpenSSL
import NIOCore
import Testing

@testable import WeirTLS

@Suite("What is not TLS, or bad TLS")
struct HostileInputTests {
    @Test(
        "plain HTTP is told apart, in any split, and not answered",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST /x HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "PUT /", "DELETE /",
            "OPTIONS * HTTP/1.1", "BREW /pot",
        ],
        [1, 2, 3, 100]
    )
    func plainHTTP(request: String, split: Int) throws {
        let server = try TLSEngine(context: Scene.shared.serverContext())
        var bytes = ByteBuffer(string: request)
        var side = Conversation.Side()
        while let part = bytes.readSlice(length: min(split, bytes.readableBytes)), part.readableBytes > 0 {
            server.receive(part)
            Conversation.read(server, &side)
        }
        #expect(side.failure?.kind == .plainHTTP)
        #expect(!server.hasOutbound)
        #expect(server.inputClosed() == .truncated)
    }

    @Test("what only begins like HTTP is waited for", arguments: ["", "G", "GET", "PRI"])
    func undecided(start: String) throws {
        let server = try TLSEngine(context: Scene.shared.serverContext())
        server.receive(ByteBuffer(string: start))
        var plaintext = ByteBuffer()
        #expect(server.read(into: &plaintext) == .needMore)
        #expect(server.inputClosed() == .truncated)
    }

    @Test("garbage instead of a handshake fails", arguments: [UInt64](1...120))
    func garbage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let server = try TLSEngine(context: Scene.shared.serverContext())
        var side = Conversation.Side()
        var bytes = random.bytes(count: 20_000)
        if seed.isMultiple(of: 2) {
            // A record's header that fits, and rubbish in it.
            bytes.setBytes([22, 3, UInt8(random.next() % 4), UInt8(random.next() % 66), 1], at: 0)
        }
        while let part = bytes.readSlice(length: min(Int(random.next() % 900) + 1, bytes.readableBytes)),
            part.readableBytes > 0
        {
            server.receive(part)
            Conversation.read(server, &side)
        }
        let failure = try #require(side.failure)
        #expect([.badProtocol, .plainHTTP].contains(failure.kind))
        #expect(failure.detail.utf8.count <= TLSFailure.detailLimit)
        #expect(server.session == nil)
    }

    @Test("a handshake with one byte changed fails or completes, at either side", arguments: [UInt64](1...80))
    func corruptedHandshake(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scene = try Scene.shared
        let client = try TLSEngine(
            client: scene.clientContext(seed.isMultiple(of: 2) ? .v1_2 : .v1_3), serverName: "example.com",
            verifiedName: nil
        )
        let server = try TLSEngine(context: scene.serverContext())
        var atServer = Conversation.Side()
        var atClient = Conversation.Side()
        Conversation.read(client, &atClient)
        for _ in 0..<6 {
            Self.move(client, server, &atServer, &random)
            Self.move(server, client, &atClient, &random)
        }
        #expect(atServer.failure != nil || atServer.steps.count <= 2)
    }

    private static func move(
        _ from: TLSEngine, _ target: TLSEngine, _ side: inout Conversation.Side, _ random: inout SeededGenerator
    ) {
        guard var bytes = from.takeOutbound() else { return }
        if random.next().isMultiple(of: 3) {
            let index = Int.random(in: 0..<bytes.readableBytes, using: &random)
            bytes.setInteger(UInt8(truncatingIfNeeded: random.next()), at: index)
        }
        target.receive(bytes)
        Conversation.read(target, &side)
    }

    @Test("a record with one byte changed ends the connection by an alert", arguments: TLSProtocolVersion.allCases)
    func corruptedRecord(version: TLSProtocolVersion) throws {
        var conversation = try Scene.shared.conversation(version)
        try write(ByteBuffer(repeating: 1, count: 100), to: conversation.client)
        var record = try #require(conversation.client.takeOutbound())
        let last = record.writerIndex - 1
        record.setInteger(try #require(record.getInteger(at: last, as: UInt8.self)) ^ 1, at: last)
        conversation.server.receive(record)
        var plaintext = ByteBuffer()
        guard case .failed(let failure) = conversation.server.read(into: &plaintext) else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .badProtocol)
        #expect(failure.alert == TLSAlert(rawValue: UInt8(SSL_AD_BAD_RECORD_MAC)))
        #expect(conversation.server.hasOutbound)
        #expect(plaintext.readableBytes == 0)
        // It stays failed.
        #expect(conversation.server.read(into: &plaintext) == .failed(failure))
        #expect(throws: failure) { try write(ByteBuffer(string: "x"), to: conversation.server) }
        conversation.server.shutdown()
        conversation.run()
        #expect(conversation.atClient.failure?.alert == failure.alert)
    }

    @Test("what came before a bad record is still read")
    func dataThenGarbage() throws {
        let conversation = try Scene.shared.conversation()
        try write(ByteBuffer(string: "good"), to: conversation.client)
        var bytes = try #require(conversation.client.takeOutbound())
        bytes.writeRepeatingByte(0xff, count: 50)
        conversation.server.receive(bytes)
        var plaintext = ByteBuffer()
        #expect(conversation.server.read(into: &plaintext) == .plaintext(4))
        #expect(plaintext == ByteBuffer(string: "good"))
        guard case .failed = conversation.server.read(into: &plaintext) else {
            Issue.record("no failure")
            return
        }
    }

    @Test("too old a version is refused by an alert")
    func minimumVersion() throws {
        let scene = try Scene.shared
        let conversation = try scene.conversation(.v1_2, context: scene.serverContext(minimum: .v1_3))
        #expect(conversation.atServer.failure?.kind == .badProtocol)
        #expect(conversation.atServer.failure?.detail == "unsupported protocol")
        #expect(conversation.atClient.failure?.alert == TLSAlert(rawValue: UInt8(SSL_AD_PROTOCOL_VERSION)))
    }

    @Test("a client's renegotiation is refused, and the connection lives on")
    func renegotiation() throws {
        var conversation = try Scene.shared.conversation(.v1_2)
        #expect(SSL_renegotiate(conversation.client.ssl) == 1)
        #expect(SSL_do_handshake(conversation.client.ssl) == -1)
        OpenSSLErrors.clear()
        Conversation.move(conversation.client, conversation.server, &conversation.atServer) { .max }
        #expect(conversation.atServer.steps == [.handshakeCompleted])
        try write(ByteBuffer(string: "alive"), to: conversation.server)
        // OpenSSL's client gives up on the warning.
        conversation.run()
        #expect(conversation.atClient.failure?.detail == "no renegotiation")
    }

    @Test("bytes after the peer's close are not looked at")
    func afterClose() throws {
        var conversation = try Scene.shared.conversation()
        conversation.client.shutdown()
        conversation.run()
        conversation.server.receive(ByteBuffer(repeating: 0xff, count: 1000))
        var plaintext = ByteBuffer()
        #expect(conversation.server.read(into: &plaintext) == .closed)
        #expect(conversation.server.inputClosed() == .clean)
    }

    @Test("a key update is answered")
    func keyUpdate() throws {
        var conversation = try Scene.shared.conversation()
        #expect(SSL_key_update(conversation.client.ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
        try write(ByteBuffer(string: "new keys"), to: conversation.client)
        conversation.run()
        #expect(conversation.takeAtServer() == ByteBuffer(string: "new keys"))
        try write(ByteBuffer(string: "also new"), to: conversation.server)
        conversation.run()
        #expect(conversation.takeAtClient() == ByteBuffer(string: "also new"))
    }

    @Test("half of a message that concerns the connection holds writes back, and loses nothing")
    func halfMessage() throws {
        // A ticket that fills more than a record of the smallest size: name and protocol are in it.
        let name = [String](repeating: String(repeating: "a", count: 60), count: 4).joined(separator: ".")
        let identifier = String(repeating: "p", count: 250)
        let scene = try Scene(names: [[name]])
        let server = try TLSEngine(context: scene.serverContext(alpn: [identifier]))
        let client = try TLSEngine(
            client: scene.clientContext(alpn: [identifier]), serverName: name, verifiedName: name
        )
        #expect(SSL_ctrl(server.ssl, SSL_CTRL_SET_MAX_SEND_FRAGMENT, 512, nil) == 1)
        var atClient = Conversation.Side()
        var atServer = Conversation.Side()
        Conversation.read(client, &atClient)
        Conversation.move(client, server, &atServer) { .max }
        Conversation.move(server, client, &atClient) { .max }
        Conversation.move(client, server, &atServer) { .max }
        #expect(atClient.steps == [.handshakeCompleted] && atServer.steps == [.handshakeCompleted])
        var tickets = try #require(server.takeOutbound())
        let length = Int(try #require(tickets.getInteger(at: tickets.readerIndex + 3, as: UInt16.self))) + 5
        #expect(length < tickets.readableBytes)
        let half = tickets.readSlice(length: length)
        client.receive(try #require(half))
        Conversation.read(client, &atClient)
        try write(ByteBuffer(string: "first, "), to: client)
        try write(ByteBuffer(string: "second"), to: client)
        #expect(!client.hasOutbound)
        client.receive(tickets)
        Conversation.read(client, &atClient)
        Conversation.move(client, server, &atServer) { .max }
        #expect(atServer.plaintext == ByteBuffer(string: "first, second"))
    }
}
