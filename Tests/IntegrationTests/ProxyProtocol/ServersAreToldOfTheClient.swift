import Testing

@Suite struct ServersAreToldOfTheClient {
    private static func site(_ origin: ScriptedOrigin, _ setting: String) -> Site {
        var site = HeaderNamesTheClient.site(origin, "accept")
        site.upstream = ["proxy_protocol: \(setting)"]
        return site
    }

    /// What the origin got, which it answers with.
    private func told(_ weir: WeirProcess, header: [UInt8] = []) throws -> String {
        let client = try RawClient(port: weir.http)
        try client.send(header)
        try client.get()
        return try client.response().text
    }

    @Test func inALine() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, "v1"))
        defer { weir.kill() }

        let header = ProxyHeaderBytes.line(from: "192.0.2.7")
        #expect(try told(weir, header: header) == ScriptedOrigin.hexadecimal(header))
        #expect(
            try told(weir, header: ProxyHeaderBytes.binary(from: "192.0.2.7")) == ScriptedOrigin.hexadecimal(header))
        #expect(origin.failures == [])
    }

    @Test func inBinary() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, "v2"))
        defer { weir.kill() }

        let header = ProxyHeaderBytes.binary(from: "192.0.2.7")
        #expect(try told(weir, header: header) == ScriptedOrigin.hexadecimal(header))
        let line = ProxyHeaderBytes.line(from: "192.0.2.7")
        #expect(try told(weir, header: line) == ScriptedOrigin.hexadecimal(header))
        #expect(origin.failures == [])
    }

    @Test func byTheEndsOfItsConnectionWhereNothingElseIsKnown() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, "v1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        let port = SocketName.port(of: client.socket.handle)
        let expected = "PROXY TCP4 127.0.0.1 127.0.0.1 \(port) \(weir.http)\r\n"
        #expect(try client.response().text == ScriptedOrigin.hexadecimal(Array(expected.utf8)))
    }

    @Test func ofOneWithoutAddressThatItHasNone() throws {
        for (setting, header) in [("v1", Array("PROXY UNKNOWN\r\n".utf8)), ("v2", ProxyHeaderBytes.local)] {
            let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
            defer { origin.stop() }
            let weir = try WeirProcess(Self.site(origin, setting))
            defer { weir.kill() }

            let unknown = Array("PROXY UNKNOWN\r\n".utf8)
            #expect(try told(weir, header: unknown) == ScriptedOrigin.hexadecimal(header))
            let unix = ProxyHeaderBytes.binary(0x21, 0x31, [UInt8](repeating: 0, count: 216))
            #expect(try told(weir, header: unix) == ScriptedOrigin.hexadecimal(header))
        }
    }

    @Test func andOfTLSWhatIsAskedFor() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, "{ version: v2, tlvs: [alpn, authority, tls] }"))
        defer { weir.kill() }

        let curl = try Curl.get(
            weir, "/", arguments: ["--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"])
        #expect(curl.status == 200, "\(curl.errors)")
        let tlvs: [UInt8] =
            tlv(0x01, "h2") + tlv(0x02, "localhost")
            + [0x20, 0, 57, 0x01, 0, 0, 0, 1] + tlv(0x21, "TLSv1.2")
            + tlv(0x23, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
        // Behind signature, command, family, length and the addresses of two ends.
        let length = 12 + tlvs.count
        let start = ProxyHeaderBytes.signature + [0x21, 0x11, UInt8(length >> 8), UInt8(length & 255)]
        #expect(curl.body.hasPrefix(ScriptedOrigin.hexadecimal(start + [127, 0, 0, 1, 127, 0, 0, 1])))
        #expect(curl.body.hasSuffix(ScriptedOrigin.hexadecimal(tlvs)))
        #expect(curl.body.count == 2 * (16 + length))
    }

    private func tlv(_ type: UInt8, _ text: String) -> [UInt8] {
        [type, 0, UInt8(text.utf8.count)] + Array(text.utf8)
    }

    @Test func clientsOfUnixSocketsToo() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let folder = try TemporaryFolder()
        var layout = Layout.web("[ { id: web-1, address: \"\(origin.address)\" } ]", "proxy_protocol: v1")
        layout.address = "\"unix:\(folder.file("weir.sock"))\""
        layout.listener = []
        let weir = try WeirProcess(yaml: layout.yaml, listeners: ["admin"])
        defer { weir.kill() }

        let curl = try Curl.run(["--unix-socket", folder.file("weir.sock")], urls: ["http://localhost/"])
        #expect(curl.body == ScriptedOrigin.hexadecimal(Array("PROXY UNKNOWN\r\n".utf8)), "\(curl.errors)")
    }
}
