import NIOCore
import Testing

@testable import SimulatedNetwork
@testable import WeirProxy

/// Clients that take their time. Found by the simulation.
@Suite struct SlowClientTests {
    /// Answers everything that arrives with `answer`, and keeps the connection.
    private static func serve(_ answer: ByteBuffer, in process: SimulatedProcess) {
        process.network.arrived = { attempt in
            guard let server = attempt.accept() else { return }
            server.changed = {
                while server.take() != nil { server.send(answer) }
                if server.ending != nil { server.close() }
            }
            server.changed?()
        }
    }

    private static func answer(_ count: Int) -> ByteBuffer {
        ByteBuffer(
            string: "HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n" + String(repeating: "x", count: count))
    }

    private func take(_ capacity: Int, by client: RemoteEnd) {
        client.capacity = capacity
        client.stream?.schedule()
    }

    /// A client that sends requests and takes no answers cannot make Weir hold more than one answer beyond the limit.
    @Test func answersDoNotPileUp() throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        Self.serve(Self.answer(50_000), in: process)
        let client = process.connect()
        take(0, by: client)
        let request = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in 0..<200 { client.send(request) }
        process.loop.run(for: .seconds(1))
        #expect(client.stream.map { $0.bufferedBytes < StreamLimits.high + 60_000 } == true)

        take(1 << 30, by: client)
        process.loop.run(for: .seconds(1))
        #expect(client.readableBytes > 200 * 50_000)
        #expect(process.takeLogLines().count == 200)
        process.stop()
    }

    /// What a client took before the stream became writable again counts as well.
    @Test func aClientThatTakesSomethingIsWaitedFor() throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        let answer = Self.answer(262_144 - 43)
        Self.serve(answer, in: process)
        let client = process.connect()
        take(0, by: client)
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        process.loop.run(for: .milliseconds(29_900))
        #expect(client.stream.map { !$0.isWritable } == true)
        take(200_000, by: client)
        process.loop.run(for: .seconds(5))
        #expect(client.ending == nil)
        take(1 << 30, by: client)
        process.loop.run(for: .seconds(1))
        #expect(client.readableBytes > 262_144)
        process.stop()
    }
}
