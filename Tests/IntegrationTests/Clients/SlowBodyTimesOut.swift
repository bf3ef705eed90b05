import Testing

@Suite struct SlowBodyTimesOut {
    private static func site(_ origin: ScriptedOrigin, body: String = "300ms") -> Site {
        var site = Site(origin.address)
        site.top = ["timeouts: { body: \(body) }"]
        return site
    }

    /// Waits until Weir gives up on the request that will never be whole.
    private static let waiting: ScriptedOrigin.Script = { connection in
        guard try connection.head() != nil else { return }
        try connection.waitForClose()
    }

    @Test func aBodyThatStopsComingIsAnsweredWith408() throws {
        let origin = try ScriptedOrigin(Self.waiting)
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        #expect(try client.response(within: 5).status == 408)
        #expect(client.isClosed())
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "body_timeout")
        #expect(line.status == 408)
        #expect(line.requestBytes == 3)
        try weir.expectServing()
    }

    @Test func aSlowBodyThatKeepsComingIsServed() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, body: Deadline.milliseconds(1000)))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n")
        for _ in 1...6 {
            // A quarter of what is allowed between two bytes, and in all more than that.
            #expect(throws: Socket.Ending.self) { try client.response(within: 0.25) }
            try client.send("x")
        }
        #expect(try client.response().status == 200)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.durationMs > 1000)
        try weir.expectServing()
    }
}
