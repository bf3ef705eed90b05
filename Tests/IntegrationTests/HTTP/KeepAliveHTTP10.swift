import Testing

@Suite struct KeepAliveHTTP10 {
    @Test func keepsTheConnectionWhenAskedTo() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for _ in 1...2 {
            try client.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response["Connection"] == "keep-alive")
            #expect(response.text == "hello")
        }
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.protocol) == ["http/1.0", "http/1.0"])
        #expect(lines.map(\.end) == ["complete", "complete"])
        try weir.expectServing()
    }

    @Test func closesWithoutBeingAsked() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        // Not even a Host is needed (RFC 9112 §3.2).
        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.0\r\n\r\n")
        let response = try client.response()
        #expect(response.status == 200)
        #expect(client.isClosed())
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func getsAChunkedResponseUpToTheEndOfTheConnection() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sending(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
        let response = try client.response()
        #expect(response["Transfer-Encoding"] == nil)
        #expect(response["Connection"] == "close")
        #expect(response.text == "abcdefg")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.responseBytes == 7)
        try weir.expectServing()
    }
}
