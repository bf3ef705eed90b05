import Testing

@Suite struct AffinityOffOnRoute {
    @Test func cookiesNeitherDecideNorAreSet() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(), "balance: round_robin", affinity: "cookie: SERVERID")
        layout.routes.insert("{ name: free, paths: [/free], upstream: web, affinity: off }", at: 0)
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let browser = try Browser(weir)
        let home = try browser.get().text
        let cookies = browser.cookies
        let free = try (1...4).map { _ in try browser.get("/free") }
        #expect(Set(free.map(\.text)) == ["web-1", "web-2"])
        #expect(free.allSatisfy { $0.setCookies.isEmpty })
        #expect(try Browser(weir).get("/free").setCookies.isEmpty)
        #expect(browser.cookies == cookies)
        #expect(try browser.get().text == home)
        let verdicts = try weir.accessLines(7).map(\.affinity)
        #expect(verdicts == ["none", "off", "off", "off", "off", "off", "valid"])
    }
}
