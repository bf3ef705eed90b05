import Testing

@Suite struct WeightedRoundRobinIsExact {
    @Test func overEachCycleAlsoWithTwoWorkers() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let servers = origins.servers(["web-1": "weight: 5", "web-2": "weight: 2", "web-3": "weight: 1"])
        // It is the default.
        var layout = Layout.web(servers)
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        _ = try concurrently(8) { _ in
            let browser = try Browser(weir)
            for _ in 0..<30 { try browser.get() }
        }
        #expect(origins.counts == ["web-1": 150, "web-2": 60, "web-3": 30])
        #expect(try weir.accessLines(240).allSatisfy { $0.balance == "weighted_round_robin" })
    }

    @Test func theHeaviestDoesNotGetItsTurnsInOneGo() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let weir = try WeirProcess(
            .web(origins.servers(["web-1": "weight: 4", "web-2": "weight: 2", "web-3": "weight: 2"])))
        defer { weir.kill() }
        let browser = try Browser(weir)
        let answers = try (0..<16).map { _ in try browser.get().text }
        for start in 0..<13 { #expect(Set(answers[start..<(start + 4)]).count == 3, "\(answers)") }
    }

    @Test func aServerOutIsLeftOutOfTheTurns() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let servers = origins.servers(["web-1": "weight: 3", "web-2": "weight: 2, state: maintenance"])
        let weir = try WeirProcess(.web(servers))
        defer { weir.kill() }
        let browser = try Browser(weir)
        for _ in 0..<40 { try browser.get() }
        #expect(origins.counts == ["web-1": 30, "web-2": 0, "web-3": 10])
    }
}
