import Testing

@Suite struct BackupServesOnlyWhenOthersAreGone {
    @Test(arguments: ["round_robin", "least_connections", "ip_hash"])
    func withHealthChecks(_ balance: String) throws {
        let health = HealthSwitch()
        let origins = try NamedOrigins("web-1", "web-2", "spare") { name in
            { connection in
                while let request = try connection.request() {
                    let isUp = request.target != "/health" || health.isUp(name)
                    try connection.respond(name, status: isUp ? "200 OK" : "503 Service Unavailable")
                }
            }
        }
        defer { origins.stop() }
        let check = "health: { type: http, path: /health, interval: 50ms, fall: 1, rise: 1 }"
        let weir = try WeirProcess(.web(origins.servers(["spare": "backup: true"]), "balance: \(balance)", check))
        defer { weir.kill() }

        func answers() throws -> Set<String> {
            Set(try weir.newClients(20) { ["X-Forwarded-For: 203.0.113.\($0)"] })
        }
        #expect(try answers() == ["web-1", "web-2"])
        health.set("web-1", up: false)
        try eventually("web-1 is out") { try answers() == ["web-2"] }
        health.set("web-2", up: false)
        try eventually("the backup serves") { try answers() == ["spare"] }
        health.set("web-1", up: true)
        try eventually("the backup rests") { try answers() == ["web-1"] }
    }

    @Test func withinTheRequestWhenNoOtherCanBeConnectedTo() throws {
        let origins = try NamedOrigins("web-1", "web-2", "spare")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(["spare": "backup: true"])))
        defer { weir.kill() }
        try origins["web-1"].stop()
        try origins["web-2"].stop()
        #expect(try Browser(weir).get().text == "spare")
        let line = try weir.accessLine()
        #expect(Set(line.attempts.map(\.server)) == ["web-1", "web-2", "spare"])
        #expect(line.attempts.map(\.end) == ["connect_refused", "connect_refused", nil])
    }
}
