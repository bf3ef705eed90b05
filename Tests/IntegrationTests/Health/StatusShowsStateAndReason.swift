import Testing

@Suite struct StatusShowsStateAndReason {
    @Test func ofEveryServer() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1", "web-2", "web-3")
        defer { origins.stop() }
        let servers = try """
        [ { id: web-1, address: "\(origins["web-1"].address)", weight: 7 }, \
        { id: web-2, address: "\(origins["web-2"].address)", state: drain }, \
        { id: web-3, address: "\(origins["web-3"].address)", state: maintenance, backup: true }, \
        { id: web-4, address: "127.0.0.1:1" } ]
        """
        let check = "health: { type: tcp, interval: 50ms, fall: 2, rise: 1 }"
        let weir = try WeirProcess(.web(servers, "balance: least_connections", check))
        defer { weir.kill() }

        let held = try origins.hold(weir)
        try eventually("web-4 is down") { try weir.server("web-4").health == "down" }
        let status = try weir.status()
        #expect(status.draining == false)
        #expect(status.listeners.map(\.name) == ["http"])
        #expect(status.upstreams.map(\.name) == ["web"])
        #expect(status.upstreams.map(\.balance) == ["least_connections"])
        let list = status.upstreams[0].servers
        #expect(list.map(\.health) == ["up", "up", "up", "down"])
        #expect(list.map(\.state) == ["ready", "drain", "maintenance", "ready"])
        #expect(list.map { $0.reason == nil } == [true, true, true, false])
        #expect(list[3].reason?.contains("refused") == true, "\(list[3].reason ?? "")")
        #expect(list.map(\.weight) == [7, 1, 1, 1])
        #expect(list.map(\.backup) == [false, false, true, false])
        #expect(list.map(\.active) == [1, 0, 0, 0])
        #expect(list.allSatisfy { (0...60).contains($0.sinceSeconds) })
        gate.open()
        #expect(try held.response().status == 200)
        try eventually("nothing is active") { try weir.server("web-1").active == 0 }
    }
}
