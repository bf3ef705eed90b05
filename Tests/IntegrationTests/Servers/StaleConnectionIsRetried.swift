import Testing

@Suite struct StaleConnectionIsRetried {
    /// Answers once; when the next request comes on the same connection, it closes as a server does that had been about
    /// to. Other connections are served.
    private static let goingStale: ScriptedOrigin.Script = { connection in
        while let request = try connection.request() {
            if connection.number == 0, request.target != "/first" { return }
            try connection.respond("\(request.target) \(request.text)")
        }
    }

    @Test func aGETIsSentAgainOnANewConnection() throws {
        let origin = try ScriptedOrigin(Self.goingStale)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/first", "/second")
        #expect(curl.transfers.map(\.status) == [200, 200])
        #expect(curl.body == "/first /second ")
        #expect(origin.connections == 2)
        let line = try weir.accessLines(2)[1]
        #expect(line.end == "complete")
        #expect(line.attempts.map(\.reused) == [true, false])
        #expect(line.attempts.map(\.end) == ["upstream_reset", nil])
        #expect(line.attempts.map(\.server) == ["web-1", "web-1"])
        try weir.expectServing()
    }

    @Test func soIsAPUTWithItsBody() throws {
        let origin = try ScriptedOrigin(Self.goingStale)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get("/first")
        #expect(try client.response().status == 200)
        try client.send("PUT /put HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ndata")
        #expect(try client.response().text == "/put data")
        #expect(try weir.accessLines(2)[1].attempts.count == 2)
        try weir.expectServing()
    }

    @Test func aPOSTIsNot() throws {
        let origin = try ScriptedOrigin(Self.goingStale)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get("/first")
        #expect(try client.response().status == 200)
        // It may have been carried out (RFC 9110 §9.2.2).
        try client.send("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ndata")
        #expect(try client.response().status == 502)
        #expect(origin.requests.map(\.target) == ["/first", "/post"])
        let line = try weir.accessLines(2)[1]
        #expect(line.end == "upstream_reset")
        #expect(line.attempts.map(\.reused) == [true])
        try weir.expectServing()
    }

    @Test func aConnectionThatClosedWhileIdleIsNotEvenTried() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sendingOnce("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.response().status == 200)
        #expect(try weir.metric("weir_attempts_total") == 1)
        try eventually("Weir has seen the server close") {
            try weir.metric("weir_server_connections") == 0
        }
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ndata")
        #expect(try client.response().status == 200)
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.attempts.count) == [1, 1])
        #expect(lines.map { $0.attempts.first?.reused } == [false, false])
        try weir.expectServing()
    }

    @Test func idleConnectionsEndAfterTheirTime() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.respond()
            try connection.waitForClose()
        }
        defer { origin.stop() }
        var site = Site(origin.address)
        site.upstream = ["timeouts: { idle: 200ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 200)
        try origin.waitForClosed(within: 3)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
