import Testing

@Suite struct LeastConnectionsAvoidsBusyServers {
    @Test func requestsInFlightAreSpreadByWeightOverTwoWorkers() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1", "web-2", "web-3")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(["web-1": "weight: 2"]), "balance: least_connections")
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let clients = try (0..<16).map { _ in try origins.hold(weir) }
        #expect(origins.counts == ["web-1": 8, "web-2": 4, "web-3": 4])
        #expect(try weir.metric("weir_server_connections", "server=\"web-1\"") >= 8)
        gate.open()
        for client in clients { #expect(try client.response().status == 200) }
    }

    @Test func aServerThatIsBusyGetsNothingNew() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1", "web-2")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), "balance: least_connections"))
        defer { weir.kill() }

        let held = try origins.hold(weir)
        let busy = try #require(origins.counts.first { $0.value == 1 }?.key)
        let browser = try Browser(weir)
        let answers = try (0..<20).map { _ in try browser.get().text }
        #expect(Set(answers) == Set(origins.names).subtracting([busy]))
        gate.open()
        #expect(try held.response().text == busy)
        // Done is done: now both are idle, and both get something.
        try eventually("both servers serve") { try browser.get().text == busy }
    }
}
