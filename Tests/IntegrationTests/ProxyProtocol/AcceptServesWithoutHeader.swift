import Testing

@Suite struct AcceptServesWithoutHeader {
    @Test func whateverTheClientSpeaks() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = HeaderNamesTheClient.site(origin, "accept")
        site.http = ["http2: prior_knowledge"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.getPlain(weir, "/").status == 200)
        #expect(try Curl.getPlain(weir, "/", arguments: ["--http2-prior-knowledge"]).status == 200)
        #expect(try Curl.get(weir, "/").status == 200)
        #expect(try Curl.get(weir, "/", arguments: ["--http1.1"]).status == 200)
        // Begins like a header.
        #expect(try Curl.getPlain(weir, "/", arguments: ["--request", "PROPFIND"]).status == 200)
        #expect(try weir.accessLines(5).allSatisfy { $0.client == "127.0.0.1" && $0.end == "complete" })
        try weir.expectServing()
    }

    @Test func andWhereItBeginsWithEmptyLines() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(HeaderNamesTheClient.site(origin, "accept"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("\r\n\r\n")
        try client.get()
        #expect(try client.response().status == 200)
    }
}
