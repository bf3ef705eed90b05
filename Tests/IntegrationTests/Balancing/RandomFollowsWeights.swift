import Testing

@Suite struct RandomFollowsWeights {
    @Test func overTwoWorkers() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let servers = origins.servers(["web-1": "weight: 3", "web-3": "weight: 0"])
        var layout = Layout.web(servers, "balance: random")
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let answers = try concurrently(4) { _ in try weir.newClients(200) }.joined()
        #expect(isPlausible(answers.count { $0 == "web-1" }, of: 800, share: 0.75), "\(origins.counts)")
        #expect(answers.allSatisfy { $0 != "web-3" })
    }
}
