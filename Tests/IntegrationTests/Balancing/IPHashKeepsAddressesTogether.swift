import Testing

@Suite struct IPHashKeepsAddressesTogether {
    @Test func overTwoWorkersAndWhenAServerIsLost() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        func weir(_ keys: [String: String]) throws -> WeirProcess {
            var layout = Layout.web(origins.servers(keys), "balance: ip_hash")
            layout.workers = 2
            return try WeirProcess(layout)
        }
        let all = try weir([:])
        defer { all.kill() }
        let fewer = try weir(["web-2": "state: maintenance"])
        defer { fewer.kill() }

        let count = 150
        func address(_ index: Int) -> [String] { ["X-Forwarded-For: 203.0.113.\(index)"] }
        let homes = try all.newClients(count, fields: address)
        // Another connection, perhaps on another worker: the address alone decides.
        for _ in 0..<3 { #expect(try all.newClients(count, fields: address) == homes) }
        for name in origins.names {
            #expect(isPlausible(homes.count { $0 == name }, of: count, share: 1 / 3), "\(origins.counts)")
        }
        // Losing a server moves its clients and nobody else.
        let after = try fewer.newClients(count, fields: address)
        for (home, now) in zip(homes, after) {
            #expect(now != "web-2")
            #expect(now == home || home == "web-2")
        }
        #expect(Set(zip(homes, after).filter { $0.0 == "web-2" }.map(\.1)) == ["web-1", "web-3"])
    }
}
