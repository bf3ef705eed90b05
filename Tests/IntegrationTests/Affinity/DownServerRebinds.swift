import Testing

@Suite struct DownServerRebinds {
    /// Every server answers `/health` by what the switch says of it.
    private static func origins(_ health: HealthSwitch) throws -> NamedOrigins {
        try NamedOrigins("web-1", "web-2") { name in
            { connection in
                while let request = try connection.request() {
                    let isHealthy = request.target != "/health" || health.isUp(name)
                    try connection.respond(name, status: isHealthy ? "200 OK" : "503 Service Unavailable")
                }
            }
        }
    }

    @Test func theClientOfAServerThatFailsItsChecksMoves() throws {
        let health = HealthSwitch()
        let origins = try Self.origins(health)
        defer { origins.stop() }
        let check = "health: { type: http, path: /health, interval: 50ms, fall: 2, rise: 2 }"
        let weir = try WeirProcess(.web(origins.servers(), check, affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        let browser = try Browser(weir)
        let home = try browser.get().text
        health.set(home, up: false)
        try weir.waitForError(containing: "server is down")
        let moved = try browser.get()
        #expect(moved.status == 200)
        #expect(moved.text != home)
        #expect(moved.setCookies.count == 1)
        // Back up, the old server does not get its client back.
        health.set(home, up: true)
        try weir.waitForError(containing: "server is up")
        #expect(try browser.get().text == moved.text)

        let lines = try weir.accessLines(3)
        #expect(lines.map(\.affinity) == ["none", "down", "valid"])
        // Nothing was tried at the server that is known to be down.
        #expect(lines[1].attempts.map(\.server) == [moved.text])
    }

    @Test func whenAllAreDownThereIsNoServer() throws {
        let health = HealthSwitch()
        let origins = try Self.origins(health)
        defer { origins.stop() }
        let check = "health: { type: http, path: /health, interval: 50ms, fall: 1, rise: 1 }"
        let weir = try WeirProcess(.web(origins.servers(), check, affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        let browser = try Browser(weir)
        try browser.get()
        health.set("web-1", up: false)
        health.set("web-2", up: false)
        let refused = try eventually("503") {
            let response = try browser.get()
            return response.status == 503 ? response : nil
        }
        #expect(refused.setCookies.isEmpty)
        // Requests that were still served have lines too, and lines come a little later than answers.
        let last = try eventually("its line") { try weir.accessLines(2).last { $0.status == 503 } }
        #expect(last.end == "no_server")
        #expect(last.affinity == "down")
        #expect(last.server == nil)
        health.set("web-1", up: true)
        health.set("web-2", up: true)
        try eventually("served again") { try browser.get().status == 200 }
    }
}
