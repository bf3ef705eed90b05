import Testing

@Suite struct HopByHopFieldsDoNotPass {
    @Test func fromClientToServer() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(
            fields: "Connection: keep-alive, X-Private , x-other", "X-Private: 1", "X-OTHER: 2",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive", "TE: gzip;q=1", "Proxy-Authorization: Basic abc", "X-Public: 3")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        for name in ["X-Private", "X-Other", "Keep-Alive", "Proxy-Connection", "TE"] {
            #expect(request.head.all(name).isEmpty, "\(name)")
        }
        #expect(request["Connection"]?.contains("X-Private") != true)
        #expect(request["X-Public"] == "3")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func fromServerToClient() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.answering(
                fields: "Connection: X-Private", "X-Private: 1", "Keep-Alive: timeout=5", "Proxy-Connection: close",
                "X-Public: 3"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        let response = try client.response()
        for name in ["X-Private", "Keep-Alive", "Proxy-Connection", "Connection"] {
            #expect(response.head.all(name).isEmpty, "\(name)")
        }
        #expect(response["X-Public"] == "3")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func anUpgradeThatConnectionDoesNotNameIsNone() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(fields: "Upgrade: websocket")
        #expect(try client.response().status == 200)
        #expect(try origin.waitForRequests(1)[0]["Upgrade"] == nil)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
