import Testing

@Suite struct OnDownFailAnswers503 {
    @Test func theClientOfADownServerIsNotSentElsewhere() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let servers = origins.servers(["web-1": "state: maintenance"])
        let weir = try WeirProcess(.web(servers, affinity: "cookie: SERVERID, mode: plain, on_down: fail"))
        defer { weir.kill() }

        let refused = try Browser(weir, cookies: ["SERVERID": "web-1"]).get()
        #expect(refused.status == 503)
        #expect(refused.setCookies.isEmpty)
        #expect(try Browser(weir).get().text == "web-2")
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.affinity) == ["down", "none"])
        #expect(lines.map(\.end) == ["pinned_down", "complete"])
        #expect(lines[0].status == 503)
        #expect(lines[0].server == nil)
        #expect(lines[0].attempts.isEmpty)
    }
}
