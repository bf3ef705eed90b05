import Testing

@Suite struct UntrustedPeersAreNotBelieved {
    private static func site(_ mode: String, _ address: String) -> Site {
        var site = Site(address)
        site.listener = ["trusted_proxies: [10.0.0.0/8]", "proxy_protocol: \(mode)"]
        return site
    }

    @Test(arguments: HeaderNamesTheClient.headers) func theirHeaderIsABadRequest(header: [UInt8]) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site("accept", origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(header)
        try client.get()
        #expect(try client.response().status == 400)
        let line = try weir.accessLine()
        #expect(line.end == "bad_request")
        #expect(line.client == "127.0.0.1")
        #expect(origin.connections == 0)
    }

    @Test func withoutOneTheyAreServed() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site("accept", origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 200)
        #expect(try weir.accessLine().client == "127.0.0.1")
        try weir.expectServing()
    }

    @Test func whereOneIsRequiredTheyAreRefused() throws {
        let weir = try WeirProcess(Self.site("require", "127.0.0.1:1"))
        defer { weir.kill() }

        let silent = try RawClient(port: weir.http)
        #expect(silent.isClosed())
        for port in [weir.http, weir.https] {
            let client = try RawClient(port: port)
            try? client.send(ProxyHeaderBytes.line(from: "192.0.2.7"))
            try? client.get()
            #expect(client.isClosed())
        }
        let lines = try weir.accessLines(3)
        #expect(lines.map(\.end) == ["untrusted_proxy", "untrusted_proxy", "untrusted_proxy"])
        #expect(lines.allSatisfy { $0.client == "127.0.0.1" && $0.status == nil && $0.method == nil })
    }

    @Test func whereItIsOffAHeaderIsABadRequest() throws {
        var site = Site("127.0.0.1:1")
        site.listener = ["trusted_proxies: [127.0.0.0/8]"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.line(from: "192.0.2.7"))
        #expect(try client.response().status == 400)
        #expect(try weir.accessLine().end == "bad_request")
        try weir.expectServing()
    }
}
