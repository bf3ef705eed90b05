import Testing

@Suite struct ServesHTTP2ToCurl {
    @Test func byALPN() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello", fields: "X-Flavour: plain"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/greeting?x=1", "/again", host: "shop.example.test")
        #expect(curl.exitCode == 0, "\(curl.errors)")
        #expect(curl.transfers.map(\.status) == [200, 200])
        #expect(curl.transfers.map(\.version) == ["2", "2"])
        #expect(curl.transfers.map(\.connects) == [1, 0])
        #expect(curl.body == "hellohello")
        #expect(curl["x-flavour"] == "plain")

        let lines = try weir.accessLines(2)
        #expect(lines.allSatisfy { $0.protocol == "h2" && $0.end == "complete" && $0.status == 200 })
        #expect(lines.first?.host == "shop.example.test")
        #expect(lines.first?.path == "/greeting?x=1")
        let request = try origin.waitForRequests(2)[0]
        #expect(request["Host"] == "shop.example.test")
        #expect(request["Via"] == "2.0 weir")
        #expect(request["X-Forwarded-Proto"] == "https")
        try weir.expectServing()
    }

    @Test func byPriorKnowledgeWhereTheListenerAllowsIt() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello"))
        defer { origin.stop() }
        var site = Site(origin.address)
        site.http = ["http2: prior_knowledge"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let known = try Curl.getPlain(weir, "/", arguments: ["--http2-prior-knowledge"])
        #expect(known.status == 200, "\(known.errors)")
        #expect(known.transfers.first?.version == "2")
        let plain = try Curl.getPlain(weir, "/")
        #expect(plain.status == 200)
        #expect(plain.transfers.first?.version == "1.1")
        #expect(try weir.accessLines(2).map(\.protocol) == ["h2", "http/1.1"])
        try weir.expectServing()
    }

    @Test func notWhereItDoesNot() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.getPlain(weir, "/", arguments: ["--http2-prior-knowledge"])
        #expect(curl.exitCode != 0)
        #expect(origin.connections == 0)
        try weir.expectServing()
    }

    @Test func inHTTP11WhereALPNSaysSo() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello"))
        defer { origin.stop() }
        var site = Site(origin.address)
        site.tls = ["alpn: [http/1.1]"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/")
        #expect(curl.status == 200)
        #expect(curl.transfers.first?.version == "1.1")
        try weir.expectServing()
    }
}
