import Testing

@Suite struct ProbesAnnounceThemselves {
    @Test(arguments: ["v1", "v2"]) func asNobodysConnections(version: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let expected = ScriptedOrigin.hexadecimal(
            version == "v1" ? Array("PROXY UNKNOWN\r\n".utf8) : ProxyHeaderBytes.local)
        let weir = try WeirProcess(
            .web(
                "[ { id: web-1, address: \"\(origin.address)\" } ]", "proxy_protocol: \(version)",
                "health: { type: http, interval: 50ms, body: \"\(expected)\", startup: true, rise: 1 }"))
        defer { weir.kill() }

        try eventually("up") { try weir.server("web-1").health == "up" }
        #expect(origin.failures == [])
    }
}
