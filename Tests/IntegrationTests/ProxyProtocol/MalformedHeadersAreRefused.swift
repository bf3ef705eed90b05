import Testing

@Suite struct MalformedHeadersAreRefused {
    private static let malformed: [[UInt8]] = [
        Array("PROXY TCP4 192.0.2.7 198.51.100.9 1 65536\r\n".utf8),
        Array("PROXY TCP4 192.0.2.7 198.51.100.9 1 2\n".utf8),
        Array("PROXY TCP6 192.0.2.7 198.51.100.9 1 2\r\n".utf8),
        Array("PROXY ".utf8) + [UInt8](repeating: 0x41, count: 101),
        ProxyHeaderBytes.signature + [0x11, 0x11, 0, 0],
        ProxyHeaderBytes.binary(0x21, 0x11, [1, 2, 3]),
        ProxyHeaderBytes.binary(from: "192.0.2.7", tlvs: [4, 0, 9, 1]),
        ProxyHeaderBytes.binary(from: "192.0.2.7", tlvs: [3, 0, 4, 1, 2, 3, 4]),
        ProxyHeaderBytes.signature + [0x21, 0x11, 0xff, 0xff],
    ]

    @Test(arguments: ["accept", "require"]) func withoutAnAnswer(mode: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(HeaderNamesTheClient.site(origin, mode))
        defer { weir.kill() }

        for (count, header) in Self.malformed.enumerated() {
            for port in [weir.http, weir.https] {
                let client = try RawClient(port: port)
                try client.send(header)
                try? client.get()
                #expect(client.isClosed(), "\(header)")
            }
            let lines = try weir.accessLines(2 * count + 2)
            #expect(lines.count == 2 * count + 2)
            #expect(lines.allSatisfy { $0.end == "bad_proxy_header" && $0.client == "127.0.0.1" && $0.status == nil })
        }
        #expect(origin.connections == 0)
    }

    @Test func andSoAreConnectionsWithoutTheOneRequired() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(HeaderNamesTheClient.site(origin, "require"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(client.isClosed())
        #expect(try Curl.get(weir, "/").exitCode != 0)
        #expect(try weir.accessLines(2).map(\.end) == ["bad_proxy_header", "bad_proxy_header"])
        #expect(origin.connections == 0)
    }

    @Test func andThoseThatEndWithinIt() throws {
        let weir = try WeirProcess(
            {
                var site = Site("127.0.0.1:1")
                site.listener = ["trusted_proxies: [127.0.0.0/8]", "proxy_protocol: require"]
                return site
            }())
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("PROXY TCP4 192.0")
        client.closeSending()
        #expect(client.isClosed())
        #expect(try weir.accessLine().end == "bad_proxy_header")
    }
}
