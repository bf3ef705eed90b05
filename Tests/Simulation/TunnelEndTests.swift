import NIOCore
import Testing
import WeirCore

@testable import SimulatedNetwork
@testable import SimulatedWorld
@testable import WeirProxy

/// How tunnels end. Found by the simulation.
@Suite struct TunnelEndTests {
    /// The client says much, and closes; the server takes it slowly, and goes on talking.
    @Test(arguments: [10_000, 100_000, 300_000, 500_000])
    func theServerGetsWhatTheClientSentBeforeItClosed(count: Int) throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        var server: RemoteEnd?
        process.network.arrived = { server = $0.accept() }
        let client = process.connect()
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"))
        process.loop.settle()
        _ = server?.take()
        server?.capacity = 10_000
        server?.send(
            ByteBuffer(string: "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nwelcome"))
        process.loop.settle()
        _ = client.take()
        let pattern = BodyPattern(1)
        client.send(pattern.bytes(from: 0, count: count))
        client.finish()

        var received = 0
        while let part = Self.next(server, process) {
            #expect(pattern.matches(part, at: received))
            received += part.readableBytes
            server?.send(ByteBuffer(string: "so?"))
        }
        #expect(received == count)
        #expect(server?.ending == .finished)
        #expect(process.runtime.snapshot.upstreams[0].servers[0].active == 0)
        server?.close()
        process.loop.settle()
        #expect(process.runtime.snapshot.upstreams[0].servers[0].connections == 0)
        process.stop()
    }

    /// A server that never closes its end is not waited for forever.
    @Test func theConnectionEndsThoughTheServerStays() throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        var server: RemoteEnd?
        process.network.arrived = { server = $0.accept() }
        let client = process.connect()
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"))
        process.loop.settle()
        server?.send(ByteBuffer(string: "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"))
        process.loop.settle()
        _ = client.take()
        client.close()
        process.loop.run(for: .seconds(3))
        #expect(process.runtime.snapshot.upstreams[0].servers[0].connections == 0)
        process.stop()
    }

    private static func next(_ server: RemoteEnd?, _ process: SimulatedProcess) -> ByteBuffer? {
        process.loop.run(for: .milliseconds(1))
        return server?.take()
    }
}
