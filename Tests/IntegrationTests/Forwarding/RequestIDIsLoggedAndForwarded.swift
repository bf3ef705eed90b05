import Testing

@Suite struct RequestIDIsLoggedAndForwarded {
    @Test func everyRequestHasOneOfItsOwn() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/1", "/2", "/3").status == 200)
        let lines = try weir.accessLines(3)
        let forwarded = origin.requests.map { $0["X-Request-Id"] ?? "" }
        #expect(forwarded == lines.map(\.id))
        #expect(Set(forwarded).count == 3)
        #expect(forwarded.allSatisfy { $0.utf8.count == 26 })
        try weir.expectServing()
    }

    @Test func refusedRequestsToo() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("nonsense\r\n\r\n")
        #expect(try client.response().status == 400)
        let line = try weir.accessLine()
        #expect(line.id.utf8.count == 26)
        #expect(line.end == "bad_request")
        try weir.expectServing()
    }
}
