import Testing

@Suite struct RoundRobinTakesEqualTurns {
    @Test func exactlyAlsoOverTwoWorkersAndManyConnections() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        // Weights are for others; round robin is equal turns.
        var layout = Layout.web(origins.servers(["web-1": "weight: 1"]), "balance: round_robin")
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let answers = try concurrently(12) { _ in
            let browser = try Browser(weir)
            return try (0..<25).map { _ in try browser.get().text }
        }
        #expect(answers.joined().count == 300)
        #expect(origins.counts == ["web-1": 100, "web-2": 100, "web-3": 100])
    }

    @Test func oneClientSeesThemInOrder() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), "balance: round_robin"))
        defer { weir.kill() }
        let browser = try Browser(weir)
        let answers = try (0..<9).map { _ in try browser.get().text }
        #expect(Set(answers.prefix(3)).count == 3)
        #expect(answers.prefix(3) == answers.dropFirst(3).prefix(3))
        #expect(answers.prefix(3) == answers.dropFirst(6))
    }
}
