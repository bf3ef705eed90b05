import Synchronization
import Testing

/// A response that the client does not take stays with the server, not in the proxy's memory.
@Suite(.serialized, .measuresMemory) struct LargeDownloadToSlowReaderIsBounded {
    private static let size = 96 << 20
    /// Buffers of the system on both connections and Weir's own; far below `size`.
    private static let heldLimit = 48 << 20
    private static let memoryLimit = 24 << 20

    /// Notes how much was taken before the client began to read, then sends the rest.
    private final class Sender: Sendable {
        private let taken = Mutex<Int?>(nil)

        var script: ScriptedOrigin.Script {
            { connection in
                guard try connection.request() != nil else { return }
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
                let first = connection.socket.sendUntilStalled(size, patience: 0.5)
                self.taken.withLock { $0 = first }
                _ = connection.socket.sendUntilStalled(size - first, patience: 20)
                _ = try connection.request()
            }
        }

        func waitUntilStalled() throws -> Int {
            try eventually("the server can send no more", within: 20) { taken.withLock { $0 } }
        }
    }

    @Test func inClearText() throws {
        let sender = Sender()
        let origin = try ScriptedOrigin(sender.script)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try weir.expectServing()
        let before = try weir.residentBytes()

        let client = try RawClient(port: weir.http, receiveBuffer: 64 * 1024)
        try client.get()
        #expect(try sender.waitUntilStalled() < Self.heldLimit)
        #expect(try weir.residentBytes() - before < Self.memoryLimit)

        #expect(try client.head().contentLength == Self.size)
        try client.discard(Self.size, within: 60)
        #expect(try weir.peakBytes() - before < Self.memoryLimit)
        let line = try weir.accessLines(3)[2]
        #expect(line.end == "complete")
        #expect(line.responseBytes == Self.size)
        try weir.expectServing()
    }

    @Test func overTLS() throws {
        let sender = Sender()
        let origin = try ScriptedOrigin(sender.script)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try weir.expectServing()
        let before = try weir.residentBytes()

        let client = try TLSClient(port: weir.https)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try sender.waitUntilStalled() < Self.heldLimit)
        #expect(try weir.residentBytes() - before < Self.memoryLimit)

        #expect(try client.head().contentLength == Self.size)
        try client.discard(Self.size, within: 60)
        #expect(try weir.peakBytes() - before < Self.memoryLimit)
        #expect(try weir.accessLines(3)[2].responseBytes == Self.size)
        try weir.expectServing()
    }
}
