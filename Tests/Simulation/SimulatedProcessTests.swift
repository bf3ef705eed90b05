import NIOCore
import Testing
import WeirModel

@testable import SimulatedNetwork

/// One request through the network that the simulation stands on.
@Suite struct SimulatedProcessTests {
    static let configuration = Configuration(
        listeners: [Listener(name: "http", address: .ip(IPAddress(v4: 0x7f00_0001), port: 80))],
        upstreams: [
            Upstream(name: "web", servers: [Server(id: "a", address: .ip(IPAddress(v4: 0x0a00_0001), port: 80))])
        ],
        routes: [Route(name: "all", action: .upstream(0))])

    @Test func servesARequestInVirtualTime() throws {
        let process = try SimulatedProcess(Self.configuration)
        var server: RemoteEnd?
        process.network.arrived = { server = $0.accept() }
        let client = process.connect()
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        process.loop.run(for: .milliseconds(10))

        let asked = try #require(server?.take())
        #expect(String(buffer: asked).hasPrefix("GET / HTTP/1.1\r\n"))
        server?.send(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
        process.loop.run(for: .milliseconds(10))

        let answered = try #require(client.take())
        #expect(String(buffer: answered).hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(String(buffer: answered).hasSuffix("\r\n\r\nhi"))
        #expect(process.takeLogLines().count == 1)
        #expect(process.activeRequests == 0)
        process.stop()
        #expect(client.ending == .finished)
        #expect(process.clientConnections == 0)
    }

    @Test func refusesWhereNobodyListens() throws {
        let process = try SimulatedProcess(Self.configuration)
        let client = process.connect()
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        process.loop.run(for: .seconds(1))
        #expect(client.take().map { String(buffer: $0).hasPrefix("HTTP/1.1 502 ") } == true)
        process.stop()
    }
}
