import Testing

@Suite struct HeaderComesBeforeHTTP2 {
    private static func site(_ origin: ScriptedOrigin, _ mode: String) -> Site {
        var site = HeaderNamesTheClient.site(origin, mode)
        site.http = ["http2: prior_knowledge"]
        return site
    }

    @Test(arguments: ["accept", "require"]) func asCurlSendsIt(mode: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, mode))
        defer { weir.kill() }

        let curl = try Curl.getPlain(weir, "/", arguments: ["--haproxy-protocol", "--http2-prior-knowledge"])
        #expect(curl.status == 200, "\(curl.errors)")
        #expect(curl.transfers.first?.version == "2")
        let line = try weir.accessLine()
        #expect(line.protocol == "h2")
        #expect(line.client == "127.0.0.1")
    }

    @Test(arguments: HeaderNamesTheClient.headers) func theClientOfEachStreamIsTheOneItNames(header: [UInt8]) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, "require"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        // Preface, empty SETTINGS, and HEADERS of two streams: GET, http, `/`, `:authority: a` (RFC 7541, appendix A).
        let block: [UInt8] = [0x82, 0x86, 0x84, 0x01, 0x01, 0x61]
        let frames = [1, 3].flatMap { stream -> [UInt8] in [0, 0, 6, 1, 0x05, 0, 0, 0, stream] + block }
        try client.send(
            header + Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0] + frames)
        for request in try origin.waitForRequests(2) { #expect(request["X-Real-IP"] == "192.0.2.7") }
        let lines = try weir.accessLines(2)
        #expect(lines.allSatisfy { $0.client == "192.0.2.7" && $0.protocol == "h2" })
    }
}
