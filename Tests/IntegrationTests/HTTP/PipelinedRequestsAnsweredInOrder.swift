import Testing

@Suite struct PipelinedRequestsAnsweredInOrder {
    private static let count = 100

    /// Answers with the path it was asked for.
    private static let naming: ScriptedOrigin.Script = { connection in
        while let request = try connection.request() { try connection.respond(request.target) }
    }

    private static let requests = (0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined()

    @Test func aHundredRequestsInOneWrite() throws {
        let origin = try ScriptedOrigin(Self.naming)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.requests)
        let answers = try (0..<Self.count).map { _ in try client.response().text }
        #expect(answers == (0..<Self.count).map { "/\($0)" })

        let lines = try weir.accessLines(Self.count)
        #expect(lines.count == Self.count)
        #expect(lines.allSatisfy { $0.end == "complete" })
        #expect(lines.map(\.path) == (0..<Self.count).map { "/\($0)" })
        try weir.expectServing()
    }

    @Test func overTLSAnsweredByWeirItselfAndByServersInTurn() throws {
        let origin = try ScriptedOrigin(Self.naming)
        defer { origin.stop() }
        var site = Site(origin.address)
        site.routes = ["{ name: moved, paths: [ /moved ], redirect: { to: /here, status: 301 } }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try TLSClient(port: weir.https)
        let pairs = (0..<20).map {
            "GET /moved HTTP/1.1\r\nHost: localhost\r\n\r\nGET /\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n"
        }
        try client.send(pairs.joined() + "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let answer = try client.rest()
        let statuses = answer.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(statuses == (0..<20).flatMap { _ in ["301", "200"] } + ["200"], "\(answer); \(client.errors)")
        #expect(try weir.accessLines(41).allSatisfy { $0.end == "complete" })
        try weir.expectServing()
    }

    @Test func bytesThatTrickleInMakeNoDifference() throws {
        let origin = try ScriptedOrigin(Self.naming)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        let two = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for byte in two.utf8 { try client.send([byte]) }
        #expect(try client.response().text == "/a")
        #expect(try client.response().text == "/b")
        #expect(try weir.accessLines(2).map(\.path) == ["/a", "/b"])
        try weir.expectServing()
    }
}
