import Testing

@Suite struct DrainingServerKeepsItsClients {
    @Test func oldClientsStayAndNewOnesGoElsewhere() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let affinity = "cookie: SERVERID"
        let before = try WeirProcess(.web(origins.servers(), "balance: round_robin", affinity: affinity))
        defer { before.kill() }
        let clients = try (1...3).map { _ in
            let browser = try Browser(before)
            return (home: try browser.get().text, cookies: browser.cookies)
        }
        #expect(Set(clients.map(\.home)) == Set(origins.names))

        // The same configuration but for the drain, as after a restart.
        let draining = origins.servers(["web-1": "state: drain"])
        let weir = try WeirProcess(.web(draining, "balance: round_robin", affinity: affinity))
        defer { weir.kill() }
        for client in clients {
            let response = try Browser(weir, cookies: client.cookies).get()
            #expect(response.text == client.home)
            #expect(response.setCookies.isEmpty)
        }
        let newcomers = try (1...8).map { _ in try Browser(weir).get().text }
        #expect(Set(newcomers) == ["web-2", "web-3"])

        let lines = try weir.accessLines(11)
        for (line, client) in zip(lines, clients) {
            #expect(line.affinity == (client.home == "web-1" ? "kept" : "valid"))
        }
        #expect(lines.dropFirst(3).allSatisfy { $0.affinity == "none" })
    }
}
