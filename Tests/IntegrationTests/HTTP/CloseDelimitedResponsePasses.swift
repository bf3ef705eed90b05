import Testing

@Suite struct CloseDelimitedResponsePasses {
    private static let response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end"

    @Test func asChunksSoThatTheClientsConnectionGoesOn() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce(Self.response))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for _ in 1...2 {
            try client.get()
            let response = try client.response()
            #expect(response["Transfer-Encoding"] == "chunked")
            #expect(response.text == "until the end")
        }
        #expect(origin.connections == 2)
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["complete", "complete"])
        #expect(lines.map(\.responseBytes) == [13, 13])
        try weir.expectServing()
    }

    @Test func fromAnHTTP10Server() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce("HTTP/1.0 200 OK\r\n\r\nold"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["--http1.0"])
        #expect(curl.body == "old", "\(curl.errors)")
        #expect(curl.heads.last?.startLine == "HTTP/1.1 200 OK")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func butAResetIsNoEndOfIt() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send(Self.response)
            // The client has seen the body's part before the reset can overtake it.
            _ = try? connection.request(within: 0.3)
            connection.reset()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/")
        #expect(curl.exitCode != 0)
        #expect(try weir.accessLine().end == "upstream_truncated")
        try weir.expectServing()
    }
}
