import NIOCore
import Testing
import WeirModel

@testable import SimulatedNetwork
@testable import SimulatedWorld

/// What happens at the moment a stream becomes full. Found by the simulation.
@Suite struct FullStreamTests {
    /// The client takes nothing until all has been sent; the pieces before the full mark have all kinds of sizes.
    @Test(arguments: Array(stride(from: 0, to: 30_000, by: 2_500)))
    func aClientGetsEveryByteOnce(first: Int) throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        var server: RemoteEnd?
        process.network.arrived = { server = $0.accept() }
        let client = process.connect()
        client.capacity = 0
        client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        process.loop.run(for: .milliseconds(1))
        server?.send(ByteBuffer(string: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))

        let pattern = BodyPattern(1)
        var sent = 0
        for size in [first] + Array(repeating: [10_000, 20_000], count: 10).flatMap({ $0 }) where size > 0 {
            server?.send(Self.chunk(pattern.bytes(from: sent, count: size)))
            sent += size
            if size != 10_000 { process.loop.run(for: .milliseconds(1)) }
        }
        server?.send(ByteBuffer(string: "0\r\n\r\n"))
        client.capacity = 1 << 20
        client.stream?.schedule()
        process.loop.run(for: .milliseconds(10))
        let answer = try #require(client.take())
        #expect(try Self.body(of: answer, matches: pattern) == sent)
        process.stop()
    }

    /// The server takes nothing until the client has sent all that Weir wants.
    @Test(arguments: Array(stride(from: 0, to: 30_000, by: 2_500)))
    func aServerGetsEveryByteOnce(first: Int) throws {
        let process = try SimulatedProcess(SimulatedProcessTests.configuration)
        var server: RemoteEnd?
        process.network.arrived = {
            server = $0.accept()
            server?.capacity = 0
        }
        let client = process.connect()
        client.send(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"))
        process.loop.run(for: .milliseconds(1))

        let pattern = BodyPattern(1)
        var sent = 0
        for size in [first] + Array(repeating: [10_000, 20_000], count: 10).flatMap({ $0 }) where size > 0 {
            client.send(Self.chunk(pattern.bytes(from: sent, count: size)))
            sent += size
            if size != 10_000 { process.loop.run(for: .milliseconds(1)) }
        }
        client.send(ByteBuffer(string: "0\r\n\r\n"))
        server?.capacity = 1 << 20
        server?.stream?.schedule()
        process.loop.run(for: .milliseconds(10))
        let request = try #require(server?.take())
        #expect(try Self.body(of: request, matches: pattern, isRequest: true) == sent)
        process.stop()
    }

    private static func chunk(_ bytes: ByteBuffer) -> ByteBuffer {
        var chunk = ByteBuffer(string: String(bytes.readableBytes, radix: 16) + "\r\n")
        chunk.writeImmutableBuffer(bytes)
        chunk.writeString("\r\n")
        return chunk
    }

    /// The length of a whole message's body.
    private static func body(
        of message: ByteBuffer, matches pattern: BodyPattern, isRequest: Bool = false
    ) throws -> Int {
        var reader = MessageReader(requests: isRequest)
        reader.feed(message)
        var length = 0
        while true {
            switch reader.next() {
            case .head: continue
            case .body(let bytes):
                #expect(pattern.matches(bytes, at: length))
                length += bytes.readableBytes
            case .end: return length
            case .needMore, .broken:
                Issue.record("not a whole message after \(length) bytes of its body")
                return length
            }
        }
    }
}
