import Testing

@Suite struct SlowReaderTimesOut {
    private static let size = 64 << 20

    private static func site(_ origin: ScriptedOrigin) -> Site {
        var site = Site(origin.address)
        site.top = ["timeouts: { body: 800ms }"]
        return site
    }

    private static let sending: ScriptedOrigin.Script = { connection in
        guard try connection.request() != nil else { return }
        try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
        _ = connection.socket.sendUntilStalled(size, patience: 5)
        try connection.waitForClose()
    }

    @Test func aClientThatTakesNothingIsDropped() throws {
        let origin = try ScriptedOrigin(Self.sending)
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http, receiveBuffer: 64 * 1024)
        defer { client.close() }
        try client.get()
        try eventually("the connection is counted") { try weir.metric("weir_connections") == 1 }
        let line = try weir.accessLine()
        #expect(line.end == "send_timeout")
        #expect(line.status == 200)
        #expect(line.responseBytes < Self.size)
        try origin.waitForClosed()
        try eventually("no connection is left") { try weir.metric("weir_connections") == 0 }
        try weir.expectServing()
    }

    @Test func oneThatTakesLittleAtATimeIsServed() throws {
        let origin = try ScriptedOrigin(Self.sending)
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http, receiveBuffer: 64 * 1024)
        try client.get()
        #expect(try client.head().contentLength == Self.size)
        // Slower than the deadline in all, but never silent for that long.
        let slow = 12 * 256 * 1024
        try client.discardSlowly(slow, step: 256 * 1024, pause: 100)
        try client.discard(Self.size - slow, within: 30)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
