import Testing

@Suite struct ForwardingFieldsFromStrangersAreOverwritten {
    @Test func nothingAStrangerSaysIsPassedOn() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(
            fields: "X-Forwarded-For: 6.6.6.6", "x-forwarded-for: 7.7.7.7", "X-Real-IP: 6.6.6.6",
            "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.test", "X-Forwarded-Port: 1",
            "X-Request-Id: mine", "Forwarded: for=6.6.6.6", "X-Load-Balancer: other")
        #expect(try client.response().status == 200)

        let request = try origin.waitForRequests(1)[0]
        let line = try weir.accessLine()
        #expect(request.head.all("X-Forwarded-For") == ["127.0.0.1"])
        #expect(request.head.all("X-Real-IP") == ["127.0.0.1"])
        #expect(request.head.all("X-Forwarded-Proto") == ["http"])
        #expect(request.head.all("X-Forwarded-Host") == ["localhost"])
        #expect(request.head.all("X-Forwarded-Port") == ["\(weir.http)"])
        #expect(request.head.all("X-Request-Id") == [line.id])
        #expect(request.head.all("Forwarded").isEmpty)
        #expect(request.head.all("X-Load-Balancer") == ["weir"])
        #expect(line.id != "mine")
        #expect(line.client == "127.0.0.1")
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func norCanAStrangerHaveThemDropped() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(
            fields:
                "Connection: X-Forwarded-For, X-Real-IP, X-Forwarded-Proto, X-Request-Id, Via, Host, X-Load-Balancer")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        for name in ["X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto", "X-Request-Id", "Via", "Host"] {
            #expect(request.head.all(name).count == 1, "\(name)")
        }
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
