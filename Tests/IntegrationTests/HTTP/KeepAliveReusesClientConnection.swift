import Testing

@Suite struct KeepAliveReusesClientConnection {
    @Test func servesSeveralRequestsOnOneConnectionAndReusesTheServersConnection() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/a", "/b", "/c")
        #expect(curl.transfers.map(\.status) == [200, 200, 200], "\(curl.errors)")
        #expect(curl.transfers.map(\.connects) == [1, 0, 0])
        #expect(origin.connections == 1)
        #expect(origin.requests.map(\.target) == ["/a", "/b", "/c"])

        let lines = try weir.accessLines(3)
        #expect(lines.map(\.end) == ["complete", "complete", "complete"])
        #expect(lines.map { $0.attempts.first?.reused } == [false, true, true])
        try weir.expectServing()
    }

    @Test func closesWhenTheClientAsksForIt() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(fields: "Connection: close")
        let response = try client.response()
        #expect(response.status == 200)
        #expect(response["Connection"] == "close")
        #expect(client.isClosed())
        #expect(try weir.accessLine().end == "complete")
        // Closing towards the client is no reason to close towards the server.
        #expect(try Curl.getPlain(weir, "/").status == 200)
        #expect(origin.connections == 1)
        try weir.expectServing()
    }

    @Test func closesAfterTheConfiguredNumberOfRequests() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["limits: { requests_per_connection: 2 }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/1", "/2", "/3", arguments: ["--http1.1"])
        #expect(curl.transfers.map(\.status) == [200, 200, 200])
        #expect(curl.transfers.map(\.connects) == [1, 0, 1])
        #expect(curl.heads.map { $0["Connection"] } == [nil, "close", nil])
        #expect(try weir.accessLines(3).allSatisfy { $0.end == "complete" })
        try weir.expectServing()
    }

    @Test func closesAConnectionThatStaysIdle() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["timeouts: { keep_alive: 200ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.response().status == 200)
        #expect(client.isClosed(within: 3))
        // An idle connection that ends is no request.
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
