import Testing

@Suite struct BodiesPassOverHTTP2 {
    private static let large = (0..<60_000).map { "line \($0)\n" }.joined()

    @Test func requestsOfKnownLength() throws {
        try upload { ["--data-binary", "@\($0)"] }
    }

    @Test func requestsOfUnknownLength() throws {
        try upload { ["-X", "POST", "-T", $0, "-H", "Content-Length:"] }
    }

    private func upload(_ arguments: (String) -> [String]) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let folder = try TemporaryFolder()
        let file = try folder.write("body", Self.large)
        let curl = try Curl.get(weir, "/", arguments: arguments(file))
        #expect(curl.status == 200, "\(curl.errors)")
        let request = try origin.waitForRequests(1)[0]
        #expect(request.text == Self.large)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == Self.large.utf8.count)
        try weir.expectServing()
    }

    @Test(arguments: [
        "Content-Length: \(large.utf8.count)\r\n\r\n\(large)",
        "Transfer-Encoding: chunked\r\n\r\n\(String(large.utf8.count, radix: 16))\r\n\(large)\r\n0\r\n\r\n",
        "Connection: close\r\n\r\n\(large)",
    ])
    func responses(rest: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce("HTTP/1.1 200 OK\r\n\(rest)"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/")
        #expect(curl.status == 200, "\(curl.errors)")
        #expect(curl.transfers.first?.version == "2")
        #expect(curl.body == Self.large)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.responseBytes == Self.large.utf8.count)
        try weir.expectServing()
    }

    @Test func headHasNone() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sending("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["--head"])
        #expect(curl.exitCode == 0, "\(curl.errors)")
        #expect(curl.status == 200)
        #expect(curl["content-length"] == "5")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func aResponseCutShortIsSeenToBe() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sendingOnce("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        // "A stream was not closed cleanly."
        #expect(try Curl.get(weir, "/").exitCode == 92)
        #expect(try weir.accessLine().end == "upstream_truncated")
        try weir.expectServing()
    }
}
