import Testing

@Suite struct HalfOpenClientIsDropped {
    @Test func aConnectionThatNeverSpeaks() throws {
        var site = Site("127.0.0.1:1")
        site.top = ["timeouts: { head: 1s, handshake: 1s }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let plain = try RawClient(port: weir.http)
        let secure = try RawClient(port: weir.https)
        try eventually("two connections are counted") { try weir.metric("weir_connections") == 2 }
        #expect(plain.isClosed(within: 3))
        #expect(secure.isClosed(within: 3))
        try eventually("no connection is left", within: 5) { try weir.metric("weir_connections") == 0 }
        // Nobody asked for anything.
        #expect(weir.accessLog.isEmpty)
        try weir.expectServing()
    }

    @Test func aClientThatKeepsItsSideOpenAfterTheLastAnswer() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        defer { client.close() }
        try eventually("the connection is counted") { try weir.metric("weir_connections") == 1 }
        try client.get(fields: "Connection: close")
        #expect(try client.response().status == 200)
        #expect(client.isClosed())
        // The client does not close in its turn; Weir waits a moment and goes.
        try eventually("the connection is gone", within: 6) { try weir.metric("weir_connections") == 0 }
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func aHeadThatEndsWithTheConnection() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.1\r\nHost: a")
        client.closeSending()
        #expect(client.isClosed(within: 5))
        let line = try weir.accessLine()
        #expect(line.end == "client_gone")
        #expect(line.status == nil)
        try weir.expectServing()
    }
}
