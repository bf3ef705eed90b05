import Testing

@Suite struct FirstProbeComesAtOnce {
    @Test func notAfterAnInterval() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let check = "health: { type: http, path: /health, interval: 10m }"
        let weir = try WeirProcess(.web(origins.servers(), check))
        defer { weir.kill() }
        try eventually("each server has been probed", within: 5) { origins.counts.values.allSatisfy { $0 == 1 } }
    }

    @Test func aServerWithAStartupCheckWaitsForIt() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            while let request = try connection.request() {
                if request.target == "/health" { try gate.wait() }
                try connection.respond("page")
            }
        }
        defer { origin.stop() }
        let check = "health: { type: http, path: /health, interval: 10m, startup: true }"
        let weir = try WeirProcess(.web("[ { id: web-1, address: \"\(origin.address)\" } ]", check))
        defer { weir.kill() }

        #expect(try weir.server("web-1").health == "starting")
        #expect(try Browser(weir).get().status == 503)
        gate.open()
        try eventually("up at the first success") { try weir.server("web-1").health == "up" }
        #expect(try Browser(weir).get().text == "page")
        #expect(try weir.accessLines(2).map(\.end) == ["no_server", "complete"])
    }
}
