import Testing

@Suite struct BodyLimit413 {
    private static func site(_ origin: ScriptedOrigin) -> Site {
        var site = Site(origin.address)
        site.top = ["limits: { body_bytes: 1KiB }"]
        return site
    }

    @Test func anAnnouncedLengthIsRefusedBeforeTheBodyComes() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1025\r\n\r\n")
        #expect(try client.response().status == 413)
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.end == "body_too_large")
        #expect(line.status == 413)
        #expect(origin.connections == 0)
        try weir.expectServing()
    }

    @Test func chunksAreRefusedWhereTheyGoBeyond() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        let chunk = "200\r\n\(String(repeating: "a", count: 512))\r\n"
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)1\r\na\r\n")
        #expect(try client.response().status == 413)
        #expect(client.isClosed())
        #expect(try weir.accessLine().end == "body_too_large")
        // The server has not been told that the body ended.
        #expect(origin.requests.isEmpty)
        try weir.expectServing()
    }

    @Test func aBodyOfJustThatSizePasses() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1024\r\n\r\n")
        try client.send(String(repeating: "a", count: 1024))
        #expect(try client.response().status == 200)
        #expect(try weir.accessLine().requestBytes == 1024)
        try weir.expectServing()
    }

    @Test func curlUploadingOverTLSSeesTheAnswer() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let folder = try TemporaryFolder()
        let file = try folder.write("body", String(repeating: "a", count: 3_000_000))
        let curl = try Curl.get(weir, "/", arguments: ["-H", "Expect:", "--data-binary", "@\(file)"])
        #expect(curl.status == 413, "\(curl.errors)")
        #expect(try weir.accessLine().end == "body_too_large")
        try weir.expectServing()
    }
}
