import Testing

/// A body that the server does not take stays with the client, not in the proxy's memory.
@Suite(.serialized, .measuresMemory) struct LargeUploadToSlowServerIsBounded {
    private static let size = 96 << 20
    /// Buffers of the system on both connections and Weir's own; far below `size`.
    private static let heldLimit = 48 << 20
    private static let memoryLimit = 24 << 20

    private static let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(size)\r\n\r\n"

    /// Reads nothing of the body before the gate opens.
    private static func waiting(for gate: Gate) -> ScriptedOrigin.Script {
        { connection in
            guard try connection.head() != nil else { return }
            try gate.wait(within: 30)
            try connection.discard(size, within: 60)
            try connection.respond("taken")
        }
    }

    @Test func inClearText() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin(receiveBuffer: 64 * 1024, Self.waiting(for: gate))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try weir.expectServing()
        let before = try weir.residentBytes()

        let client = try RawClient(port: weir.http)
        try client.send(Self.head)
        let held = client.socket.sendUntilStalled(Self.size)
        #expect(held < Self.heldLimit)
        #expect(try weir.residentBytes() - before < Self.memoryLimit)

        gate.open()
        #expect(held + client.socket.sendUntilStalled(Self.size - held, patience: 5) == Self.size)
        #expect(try client.response(within: 30).text == "taken")
        #expect(try weir.peakBytes() - before < Self.memoryLimit)
        let line = try weir.accessLines(3)[2]
        #expect(line.end == "complete")
        #expect(line.requestBytes == Self.size)
        try weir.expectServing()
    }

    @Test func overTLS() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin(receiveBuffer: 64 * 1024, Self.waiting(for: gate))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        try weir.expectServing()
        let before = try weir.residentBytes()

        let client = try TLSClient(port: weir.https)
        try client.send(Self.head)
        let held = client.socket.sendUntilStalled(Self.size, patience: 0.5)
        #expect(held < Self.heldLimit)
        #expect(try weir.residentBytes() - before < Self.memoryLimit)

        gate.open()
        #expect(held + client.socket.sendUntilStalled(Self.size - held, patience: 5) == Self.size)
        #expect(try client.head(within: 30).startLine == "HTTP/1.1 200 OK")
        #expect(try weir.peakBytes() - before < Self.memoryLimit)
        #expect(try weir.accessLines(3)[2].requestBytes == Self.size)
        try weir.expectServing()
    }
}
