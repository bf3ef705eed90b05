import Testing

@Suite struct FieldsAreBelievedOfTrustedClientsOnly {
    private static func site(_ origin: ScriptedOrigin) -> Site {
        var site = Site(origin.address)
        site.listener = ["trusted_proxies: [127.0.0.0/8, 10.0.0.0/8]", "proxy_protocol: require"]
        return site
    }

    /// A load balancer that speaks of connections passes on whatever its clients write into their requests.
    @Test(arguments: ["192.0.2.7", "UNKNOWN"]) func notThoseThatAClientMadeUp(client address: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let isUnknown = address == "UNKNOWN"
        let client = try RawClient(port: weir.http)
        try client.send(isUnknown ? Array("PROXY UNKNOWN\r\n".utf8) : ProxyHeaderBytes.line(from: address))
        try client.get(fields: "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Request-Id: mine")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        let believed = isUnknown ? "127.0.0.1" : address
        #expect(request.head.all("X-Forwarded-For") == [believed])
        #expect(request["X-Real-IP"] == believed)
        #expect(request["X-Forwarded-Proto"] == "http")
        let line = try weir.accessLine()
        #expect(line.client == believed)
        #expect(line.id != "mine")
    }

    @Test func thoseOfATrustedProxyInFrontOfTheSender() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.binary(from: "10.1.2.3"))
        try client.get(fields: "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        #expect(request["X-Forwarded-For"] == "203.0.113.7, 10.1.2.3")
        #expect(request["X-Real-IP"] == "203.0.113.7")
        #expect(request["X-Forwarded-Proto"] == "https")
        #expect(try weir.accessLine().client == "203.0.113.7")
    }

    @Test func thoseOfTheSenderItself() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.local)
        try client.get(fields: "X-Forwarded-For: 203.0.113.7")
        #expect(try client.response().status == 200)
        #expect(try weir.accessLine().client == "203.0.113.7")
    }
}
