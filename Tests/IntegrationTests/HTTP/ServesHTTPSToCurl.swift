import Testing

@Suite struct ServesHTTPSToCurl {
    @Test func answersOverTLSWithTheServersResponse() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello", fields: "X-Flavour: plain"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/greeting?x=1", host: "shop.example.test", arguments: ["--http1.1"])
        #expect(curl.exitCode == 0, "\(curl.errors)")
        #expect(curl.status == 200)
        #expect(curl.body == "hello")
        #expect(curl["X-Flavour"] == "plain")
        #expect(curl.transfers.first?.version == "1.1")

        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.status == 200)
        #expect(line.listener == "https")
        #expect(line.client == "127.0.0.1")
        #expect(line.protocol == "http/1.1")
        #expect(line.tls?.version == "TLSv1.3")
        #expect(line.tls?.sni == "shop.example.test")
        #expect(line.tls?.resumed == false)
        #expect(line.method == "GET")
        #expect(line.host == "shop.example.test")
        #expect(line.path == "/greeting?x=1")
        #expect(line.route == "all")
        #expect(line.upstream == "web")
        #expect(line.server == "web-1")
        #expect(line.affinity == "off")
        #expect(line.responseBytes == 5)
        #expect(line.attempts.count == 1)
        #expect(line.attempts.first?.status == 200)
        try weir.expectServing()
    }

    @Test func answersInClearTextOnAPlainListener() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.getPlain(weir, "/")
        #expect(curl.status == 200)
        #expect(curl.body == "hello")
        let line = try weir.accessLine()
        #expect(line.listener == "http")
        #expect(line.tls == nil)
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func endsInGoodOrderOnSIGTERM() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 200)
        #expect(try weir.stop() == 0, "\(weir.standardError)")
        #expect(try weir.accessLines(1).count == 1)
    }
}
