import NIOCore
import Testing

@testable import SimulatedNetwork

/// Answers of servers whose connection ends with them. Found by the simulation.
@Suite struct ClosingServerTests {
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nno HTTP any more\r\n\r\n",
    ])
    func theAnswerGoesOnAtOnce(answer: String) throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        var server: RemoteEnd?
        process.network.arrived = { server = $0.accept() }
        let client = process.connect()
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        process.loop.settle()
        server?.send(ByteBuffer(string: answer))
        process.loop.settle()
        #expect(client.readableBytes > 0)
        process.stop()
    }
}
