import NIOCore
import Testing
import WeirCore

@testable import SimulatedNetwork
@testable import WeirProxy

/// A connection that comes about when whoever asked for it has gone. Found by the simulation.
@Suite struct LateConnectionTests {
    /// The exchange is used again by the next request, whose head is still coming.
    @Test func theNextRequestDoesNotTakeItAlong() throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        let server = process.runtime.snapshot.upstreams[0].servers[0]
        var attempts: [ConnectionAttempt] = []
        process.network.arrived = { attempts.append($0) }
        let first = process.connect()
        first.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        process.loop.settle()
        first.close()
        process.loop.settle()
        let second = process.connect()
        second.send(ByteBuffer(string: "GET / HTTP/1.1\r\n"))
        process.loop.settle()
        let late = try #require(attempts.first?.accept())
        process.loop.settle()
        second.send(ByteBuffer(string: "Host: a\r\n\r\n"))
        process.loop.settle()

        // The connection was waiting in the pool.
        #expect(attempts.count == 1)
        #expect(late.readableBytes > 0)
        late.send(ByteBuffer(string: "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"))
        process.loop.settle()
        #expect(server.connections == 0)
        #expect(second.readableBytes > 0)
        process.stop()
    }
}
