import Testing

@Suite struct TrustedProxyIsBelieved {
    private static func site(_ origin: ScriptedOrigin) -> Site {
        var site = Site(origin.address)
        site.listener = ["trusted_proxies: [127.0.0.0/8, 10.0.0.0/8]"]
        return site
    }

    @Test func aboutTheClientAndTheWayItCame() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(
            fields: "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: outer.test",
            "X-Forwarded-Port: 443", "X-Request-Id: from-the-outer-proxy")
        #expect(try client.response().status == 200)

        let request = try origin.waitForRequests(1)[0]
        #expect(request["X-Forwarded-For"] == "203.0.113.7, 127.0.0.1")
        #expect(request["X-Real-IP"] == "203.0.113.7")
        #expect(request.head.all("X-Forwarded-Proto") == ["https"])
        #expect(request.head.all("X-Forwarded-Host") == ["outer.test"])
        #expect(request.head.all("X-Forwarded-Port") == ["443"])
        #expect(request.head.all("X-Request-Id") == ["from-the-outer-proxy"])
        let line = try weir.accessLine()
        #expect(line.client == "203.0.113.7")
        #expect(line.id == "from-the-outer-proxy")
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func theClientIsTheLastAddressThatIsNotTrusted() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        // What stands before it is the client's own claim.
        try client.get(fields: "X-Forwarded-For: 6.6.6.6, 203.0.113.7", "X-Forwarded-For: 10.1.2.3")
        #expect(try client.response().status == 200)
        #expect(try origin.waitForRequests(1)[0]["X-Real-IP"] == "203.0.113.7")
        #expect(try weir.accessLine().client == "203.0.113.7")
        try weir.expectServing()
    }

    @Test func garbageOfItsIsNotPassedOffAsAnAddress() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(fields: "X-Forwarded-For: nobody, ::::", "X-Request-Id: \"; rm -rf")
        #expect(try client.response().status == 200)
        let line = try weir.accessLine()
        #expect(line.client == "127.0.0.1")
        #expect(try origin.waitForRequests(1)[0]["X-Real-IP"] == "127.0.0.1")
        try weir.expectServing()
    }

    @Test func overTLSToo() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["-H", "X-Forwarded-For: 2001:db8::7"])
        #expect(curl.status == 200)
        #expect(try weir.accessLine().client == "2001:db8::7")
        try weir.expectServing()
    }
}
