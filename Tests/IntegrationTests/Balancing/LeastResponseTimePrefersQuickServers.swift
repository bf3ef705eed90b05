import Glibc
import Testing

@Suite struct LeastResponseTimePrefersQuickServers {
    @Test func aSlowServerGetsLittleAndARefusingOneAlmostNothing() throws {
        let origins = try NamedOrigins("quick", "slow", "gone") { name in
            { connection in
                while try connection.request() != nil {
                    if name == "slow" { poll(nil, 0, 50) }
                    try connection.respond(name)
                }
            }
        }
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(), "balance: least_response_time")
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        try origins["gone"].stop()
        let answers = try concurrently(4) { _ in
            let browser = try Browser(weir)
            return try (0..<30).map { _ in try browser.get().text }
        }.joined()
        #expect(answers.count { $0 == "slow" } < 40, "\(origins.counts)")
        let attempts = try weir.accessLines(120).flatMap(\.attempts)
        // A refused connect counts as its timeout, so it is not taken for a quick server.
        #expect(attempts.count { $0.server == "gone" } < 20)
    }

    /// Without samples a server counts as the median: under load it is tried, and is not flooded.
    @Test func everyServerIsTried() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), "balance: least_response_time"))
        defer { weir.kill() }
        _ = try concurrently(8) { _ in
            let browser = try Browser(weir)
            for _ in 0..<25 { try browser.get() }
        }
        #expect(origins.counts.values.allSatisfy { (5...190).contains($0) }, "\(origins.counts)")
    }
}
