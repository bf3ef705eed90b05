import NIOCore
import Testing

@testable import WeirProxy

/// A stream that becomes full says so within `write`, and what follows writes and flushes. Nothing may go out twice.
@Suite struct ReentrantWritesTests {
    private static let part = String(repeating: "x", count: 20_000)
    private static let body = "4e20\r\n\(part)\r\n4e20\r\n\(part)\r\n0\r\n\r\n"

    @Test func towardsTheClient() throws {
        let (client, _) = try exchange { client, server in
            client.give("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            server.give("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(Self.body)")
        }
        #expect(client.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(Self.content(of: client) == Self.body)
    }

    @Test func towardsTheServer() throws {
        let (client, server) = try exchange { client, server in
            client.give("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(Self.body)")
            server.give("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        #expect(Self.content(of: server) == Self.body)
        #expect(client.hasSuffix("\r\n\r\nok"))
    }

    /// What comes behind a message's head.
    private static func content(of message: String) -> String {
        var rest = message[...]
        while let end = rest.firstIndex(of: "\r\n") {
            let line = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if line.isEmpty { return String(rest) }
        }
        return ""
    }

    /// Plays on a loop, and returns what the client and the server were sent.
    private func exchange(
        _ play: @escaping @Sendable (FullStream, FullStream) -> Void
    ) throws -> (client: String, server: String) {
        let loop = try SocketLoop()
        defer { loop.stopAndWait() }
        let runtime = try ServerPlan.testing.makeRuntime(
            addresses: ServerAddresses.all(of: ServerPlan.testing.configuration))
        return try loop.submit {
            let (client, server) = (FullStream(), FullStream())
            let worker = Worker(runtime: runtime, loop: loop, seed: 1, connector: FullConnector(stream: server))
            defer { worker.stop() }
            let setup = ListenerSetup(index: 0, role: .proxy, trustedProxies: [], tls: nil)
            let connection = try DownstreamConnection(worker: worker, listener: setup, stream: client)
            _ = client.begin(connection)
            connection.begin()
            play(client, server)
            return (client.sent, server.sent)
        }.wait()
    }
}

/// Takes everything, and is full for a moment whenever a few bytes alone are written.
final class FullStream: OpenedStream {
    private var bytes: [UInt8] = []
    private var handler: (any StreamHandler)?
    private(set) var isOpen = true
    private(set) var isWritable = true
    let bufferedBytes = 0
    let remoteAddress: SocketAddress? = nil
    let localAddress: SocketAddress? = nil

    var sent: String { String(decoding: bytes, as: UTF8.self) }

    func begin(_ handler: any StreamHandler) -> Bool {
        self.handler = handler
        return true
    }

    /// What the peer sends.
    func give(_ text: String) {
        handler?.streamReceived(ByteBuffer(string: text))
        handler?.streamReadEnded()
    }

    func write(_ piece: consuming ByteBuffer) {
        let count = piece.readableBytes
        bytes += piece.readableBytesView
        guard count < 16 else { return }
        for state in [false, true] {
            isWritable = state
            handler?.streamWritabilityChanged()
        }
    }

    func flush() {}

    func setReading(_ reading: Bool) {}

    func closeOutput(_ sent: (() -> Void)?) { sent?() }

    func reset() {
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        handler?.streamClosed(.orderly)
        handler = nil
    }
}

private struct FullConnector: Connector {
    let stream: FullStream

    func open(
        to address: SocketAddress, timeout: TimeAmount, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    ) {
        opened(.success(stream))
    }
}
