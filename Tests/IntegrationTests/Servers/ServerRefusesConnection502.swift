import Testing

@Suite struct ServerRefusesConnection502 {
    /// A port that nobody listens on: bound, so that nobody else gets it.
    private static func deadAddress() throws -> (address: String, holder: ScriptedOrigin) {
        let origin = try ScriptedOrigin { _ in }
        origin.stop()
        return (origin.address, origin)
    }

    @Test func whenNoServerIsLeft() throws {
        let (dead, _) = try Self.deadAddress()
        let weir = try WeirProcess(Site(dead))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.response().status == 502)
        try client.get()
        #expect(try client.response().status == 502)
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["connect_refused", "connect_refused"])
        #expect(lines[0].attempts.map(\.end) == ["connect_refused"])
        try weir.expectServing()
    }

    @Test func elseTheNextServesInTheSameRequest() throws {
        let (dead, _) = try Self.deadAddress()
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(dead, origin.address)
        site.upstream = ["balance: round_robin"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        // A body that has been read can be sent to the next server as well.
        let curl = try Curl.get(weir, "/", "/", "/", "/", arguments: ["-d", "some=data"])
        #expect(curl.transfers.map(\.status) == [200, 200, 200, 200])
        #expect(origin.requests.map(\.text) == Array(repeating: "some=data", count: 4))
        let lines = try weir.accessLines(4)
        #expect(lines.allSatisfy { $0.end == "complete" && $0.server == "web-2" })
        let attempts = lines.flatMap(\.attempts).filter { $0.server == "web-1" }
        #expect(!attempts.isEmpty)
        #expect(attempts.allSatisfy { $0.end == "connect_refused" })
        try weir.expectServing()
    }

    @Test func aConnectionThatIsNotMadeInTimeIs504() throws {
        // A full queue of connections: the system answers no more (listen(2)).
        let full = try FullListener()
        defer { full.close() }
        var site = Site("127.0.0.1:\(full.port)")
        site.upstream = ["timeouts: { connect: 200ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 504)
        let line = try weir.accessLine()
        #expect(line.end == "connect_timeout")
        #expect(line.attempts.map(\.end) == ["connect_timeout"])
        try weir.expectServing()
    }
}
