import Testing

@Suite struct SplitSharesHold {
    @Test func overThousandsOfNewClients() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        var layout = try Layout.split(by: "client", (95, 5), origins)
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let count = 3000
        let answers = try concurrently(4) { _ in try weir.newClients(count / 4) }.joined()
        let canary = answers.count { $0 == "canary" }
        #expect(answers.count == count)
        #expect(isPlausible(canary, of: count, share: 0.05), "\(canary) of \(count)")
        // The metrics count what the servers saw.
        #expect(try weir.metric("weir_split_total", "arm=\"canary\"") == Double(canary))
        #expect(try weir.metric("weir_split_total", "arm=\"stable\"") == Double(count - canary))
        #expect(origins.counts == ["canary": canary, "stable": count - canary])
        let lines = try weir.accessLines(count)
        #expect(lines.allSatisfy { $0.armReason == "client" })
        #expect(lines.count { $0.arm == "canary" } == canary)
    }
}
