import Testing

@Suite struct ArmWithoutServersFallsBack {
    @Test func toTheOtherArms() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(
            Layout.split(by: "ip", (50, 50), origins, states: ["canary": "maintenance"]))
        defer { weir.kill() }

        #expect(Set(try weir.newClients(100) { ["X-Forwarded-For: 203.0.113.\($0)"] }) == ["stable"])
        let lines = try weir.accessLines(100)
        #expect(lines.allSatisfy { $0.arm == "stable" })
        let fallbacks = lines.count { $0.armReason == "fallback" }
        #expect(isPlausible(fallbacks, of: 100, share: 0.5), "\(fallbacks)")
        #expect(lines.count { $0.armReason == "ip" } == 100 - fallbacks)
    }

    @Test func unlessTheSplitSaysNone() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(
            Layout.split(by: "ip", (50, 50), origins, "fallback: none", states: ["canary": "maintenance"]))
        defer { weir.kill() }

        let browser = try Browser(weir)
        let responses = try browser.get((0..<60).map { (target: "/", fields: ["X-Forwarded-For: 203.0.113.\($0)"]) })
        #expect(Set(responses.map(\.status)) == [200, 503])
        let lines = try weir.accessLines(60)
        #expect(lines.allSatisfy { $0.armReason == "ip" })
        #expect(lines.allSatisfy { ($0.arm == "canary") == ($0.end == "no_server") })
    }

    @Test func anArmThatLosesItsServersWhileServingFallsBackToo() throws {
        let health = HealthSwitch()
        let origins = try NamedOrigins("stable", "canary") { name in
            { connection in
                while let request = try connection.request() {
                    let isUp = request.target != "/health" || health.isUp(name)
                    try connection.respond(name, status: isUp ? "200 OK" : "500 Oh No")
                }
            }
        }
        defer { origins.stop() }
        let check = ", health: { type: http, path: /health, interval: 50ms, fall: 1, rise: 1 }"
        let weir = try WeirProcess(Layout.split(by: "client", (0, 100), origins, upstream: check))
        defer { weir.kill() }

        #expect(try Browser(weir).get().text == "canary")
        health.set("canary", up: false)
        try weir.waitForError(containing: "server is down")
        // Weight 0 gets no draw, not even then.
        #expect(try Browser(weir).get().status == 503)
        let last = try #require(try weir.accessLines(2).last)
        #expect(last.end == "no_server")
        #expect(last.armReason == "client")
    }
}
