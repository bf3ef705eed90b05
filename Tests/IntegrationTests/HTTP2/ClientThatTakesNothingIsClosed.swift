import Testing

@Suite struct ClientThatTakesNothingIsClosed {
    /// Its windows are wide open, but it never reads: it cannot be told anything either.
    @Test func notKeptForAGoodbye() throws {
        let size = 16 << 20
        let origin = try ScriptedOrigin { connection in
            guard try connection.head() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            _ = connection.socket.sendUntilStalled(size, patience: 5)
        }
        defer { origin.stop() }
        var site = Site.speakingHTTP2(origin.address)
        site.top = ["timeouts: { body: 500ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try FrameSender(port: weir.http, settings: [(id: 4, value: 1 << 30)], receiveBuffer: 64 * 1024)
        try client.send(.windowUpdate(by: 1 << 30), FrameSender.request(client.nextStream()))
        try eventually("it is given up") { try weir.metric("weir_abuse_total", "send_timeout") >= 1 }
        try eventually("the connection is gone") { try weir.metric("weir_connections", "http") == 0 }
        try weir.expectServing()
    }
}
