import NIOCore
import Testing
import WeirModel

@testable import SimulatedNetwork

/// A request whose body is still coming when its connection turns out to be stale. Found by the simulation.
@Suite struct RetriedUploadTests {
    @Test(arguments: [0, 64 * 1024])
    func aBodyThatComesBetweenTwoAttemptsIsNotLost(replayBytes: Int) throws {
        var configuration = SimulatedProcessTests.configuration
        configuration.limits.replayBytes = replayBytes
        let process = try SimulatedProcess(configuration)
        var attempts: [ConnectionAttempt] = []
        process.network.arrived = { attempts.append($0) }
        let client = process.connect()
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        process.loop.settle()
        let first = try #require(attempts.last?.accept())
        process.loop.settle()
        first.send(ByteBuffer(string: "HTTP/1.1 204 No Content\r\n\r\n"))
        process.loop.settle()

        client.send(ByteBuffer(string: "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"))
        process.loop.settle()
        first.reset()
        process.loop.settle()
        client.send(ByteBuffer(string: "hello"))
        process.loop.settle()
        #expect(attempts.count == 2)
        let second = try #require(attempts.last?.accept())
        process.loop.settle()
        let request = try #require(second.take())
        #expect(String(buffer: request).hasSuffix("\r\n\r\nhello"))
        process.stop()
    }
}
