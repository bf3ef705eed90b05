import Testing

@Suite struct TLSVersionsAreNegotiated {
    @Test(arguments: [("1.2", "TLSv1.2"), ("1.3", "TLSv1.3")])
    func bothAreServed(version: String, logged: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["--tlsv\(version)", "--tls-max", version])
        #expect(curl.body == "hello", "\(curl.errors)")
        let line = try weir.accessLine()
        #expect(line.tls?.version == logged)
        #expect(line.tls?.cipher.isEmpty == false)
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func anOlderOneThanConfiguredIsRefused() throws {
        var site = Site("127.0.0.1:1")
        site.tls = ["minimum_version: \"1.3\""]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["--tls-max", "1.2"])
        #expect(curl.exitCode == 35, "\(curl.errors)")
        #expect(try weir.accessLine().end == "tls_handshake")
        try weir.expectServing()
    }

    @Test func aClientThatOffersOnlyAnotherProtocolIsRefused() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let outcome = try Command.run(
            "openssl", ["s_client", "-connect", "127.0.0.1:\(weir.https)", "-alpn", "smtp"], package: "openssl")
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("no application protocol"))
        #expect(try weir.accessLine().end == "tls_handshake")
        try weir.expectServing()
    }
}
