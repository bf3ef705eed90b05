import Testing

@Suite struct P2CAvoidsBusyServers {
    /// Of two servers both are drawn, so the choice is exact.
    @Test func ofTwoServersTheLessBusyIsTaken() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1", "web-2")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(), "balance: p2c")
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let clients = try (0..<12).map { _ in try origins.hold(weir) }
        #expect(origins.counts == ["web-1": 6, "web-2": 6])
        gate.open()
        for client in clients { #expect(try client.response().status == 200) }
    }

    @Test func ofManyNoneIsFarAhead() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1", "web-2", "web-3", "web-4")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), "balance: p2c"))
        defer { weir.kill() }

        let clients = try (0..<32).map { _ in try origins.hold(weir) }
        // Drawing without looking would now and then leave a server with twice its share.
        #expect(origins.counts.values.allSatisfy { (4...12).contains($0) }, "\(origins.counts)")
        gate.open()
        for client in clients { #expect(try client.response().status == 200) }
    }
}
