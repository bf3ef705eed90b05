import Testing

@Suite struct MaintenanceRebinds {
    @Test func theClientMovesWithANewCookie() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let affinity = "cookie: SERVERID"
        let before = try WeirProcess(.web(origins.servers(["web-2": "backup: true"]), affinity: affinity))
        defer { before.kill() }
        let first = try Browser(before)
        #expect(try first.get().text == "web-1")

        let weir = try WeirProcess(.web(origins.servers(["web-1": "state: maintenance"]), affinity: affinity))
        defer { weir.kill() }
        let browser = try Browser(weir, cookies: first.cookies)
        let moved = try browser.get()
        #expect(moved.status == 200)
        #expect(moved.text == "web-2")
        #expect(moved.setCookies.map(\.name) == ["SERVERID"])
        #expect(try browser.get().text == "web-2")
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.affinity) == ["down", "valid"])
        #expect(lines[0].attempts.map(\.server) == ["web-2"])
    }
}
