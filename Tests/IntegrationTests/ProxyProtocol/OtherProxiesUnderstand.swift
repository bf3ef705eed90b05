import Testing

@Suite struct OtherProxiesUnderstand {
    private static let settings = ["v1", "v2", "{ version: v2, tlvs: [alpn, authority, tls] }"]

    private static func site(_ address: String, _ setting: String) -> Site {
        var site = Site(address)
        site.listener = ["trusted_proxies: [127.0.0.0/8]", "proxy_protocol: accept"]
        site.upstream = [
            "proxy_protocol: \(setting)", "health: { type: http, interval: 50ms, startup: true, rise: 1 }",
        ]
        return site
    }

    private func ask(_ weir: WeirProcess, _ client: [UInt8]) throws -> String {
        try eventually("the probe has passed") { try weir.server("web-1").health == "up" }
        let raw = try RawClient(port: weir.http)
        try raw.send(client)
        try raw.get()
        return try raw.response().text
    }

    @Test(arguments: settings) func nginx(setting: String) throws {
        let nginx = try NginxServer(
            "n", options: "proxy_protocol",
            answer: "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_addr $proxy_protocol_server_port")
        defer { nginx.kill() }
        let weir = try WeirProcess(Self.site(nginx.address, setting))
        defer { weir.kill() }

        #expect(
            try ask(weir, ProxyHeaderBytes.line(from: "192.0.2.7")) == "192.0.2.7 50000 198.51.100.9 443")
        let v6 = Array("PROXY TCP6 2001:db8::7 2001:db8::9 50000 443\r\n".utf8)
        #expect(try ask(weir, v6) == "2001:db8::7 50000 2001:db8::9 443")
        let curl = try Curl.get(weir, "/")
        #expect(curl.status == 200 && curl.body.hasPrefix("127.0.0.1 "), "\(curl.body) \(curl.errors)")
    }

    @Test(arguments: settings) func haproxy(setting: String) throws {
        let haproxy = try HAProxyServer(answer: "%[src] %[src_port] %[dst] %[dst_port] %[fc_pp_authority]")
        defer { haproxy.kill() }
        let weir = try WeirProcess(Self.site(haproxy.address, setting))
        defer { weir.kill() }

        #expect(
            try ask(weir, ProxyHeaderBytes.line(from: "192.0.2.7"))
                .hasPrefix("192.0.2.7 50000 198.51.100.9 443"))
        let curl = try Curl.get(weir, "/")
        #expect(curl.status == 200 && curl.body.hasPrefix("127.0.0.1 "), "\(curl.body) \(curl.errors)")
        #expect(curl.body.contains("localhost") == setting.contains("authority"), "\(curl.body)")
    }

    @Test(arguments: settings) func andWeirItself(setting: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let inner = try WeirProcess(HeaderNamesTheClient.site(origin))
        defer { inner.kill() }
        let outer = try WeirProcess(Self.site("127.0.0.1:\(inner.http)", setting))
        defer { outer.kill() }

        #expect(try ask(outer, ProxyHeaderBytes.line(from: "192.0.2.7")) == "hello")
        #expect(try eventually("the request at the origin") { origin.requests.last }["X-Real-IP"] == "192.0.2.7")
    }
}
