import Synchronization
import Testing

/// A response that an HTTP/2 client does not take, or gives no window for, stays with the server.
@Suite(.serialized, .measuresMemory) struct SlowHTTP2ReaderIsBounded {
    private static let size = 96 << 20
    /// Buffers of the system on both connections and Weir's own; far below `size`.
    private static let heldLimit = 48 << 20
    private static let memoryLimit = 24 << 20

    @Test func whoGivesNoWindow() throws {
        try isBounded(windows: "")
    }

    @Test func whoDoesNotRead() throws {
        try isBounded(
            windows: """
                client.open_window(0, 1 << 30)
                client.open_window(1, 1 << 30)

                """)
    }

    private func isBounded(windows: String) throws {
        let taken = Mutex<Int?>(nil)
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            let first = connection.socket.sendUntilStalled(Self.size, patience: 0.5)
            taken.withLock { $0 = first }
            _ = connection.socket.sendUntilStalled(Self.size - first, patience: 20)
            _ = try connection.request()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }
        try weir.expectServing()
        let before = try weir.residentBytes()

        let client = try FrameClient(
            weir,
            """
            client.request(1)
            \(windows)gate("read")
            received, item = 0, client.next_of(HEADERS)
            while not item.ends_stream:
                item = client.next_of(DATA)
                received += len(item.payload)
                for stream in (0, 1):
                    client.open_window(stream, max(1, len(item.payload)))
            print(received)
            """)
        let first = try eventually("the server can send no more", within: 20) { taken.withLock { $0 } }
        #expect(first < Self.heldLimit)
        #expect(try weir.residentBytes() - before < Self.memoryLimit)

        try client.open("read")
        #expect(try client.finish(within: 90) == ["\(Self.size)"])
        #expect(try weir.peakBytes() - before < Self.memoryLimit)
        let line = try weir.accessLines(3)[2]
        #expect(line.end == "complete")
        #expect(line.responseBytes == Self.size)
        try weir.expectServing()
    }
}
