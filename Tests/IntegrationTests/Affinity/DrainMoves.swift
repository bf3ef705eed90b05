import Testing

@Suite struct DrainMoves {
    /// A client of `web-1`.
    private static func cookies(_ origins: NamedOrigins) throws -> [String: String] {
        let others = ["web-2": "state: maintenance", "web-3": "state: maintenance"]
        let weir = try WeirProcess(.web(origins.servers(others), affinity: "cookie: SERVERID"))
        defer { weir.kill() }
        let browser = try Browser(weir)
        #expect(try browser.get().text == "web-1")
        return browser.cookies
    }

    @Test func atOnceWhereConfigured() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let cookies = try Self.cookies(origins)
        let servers = origins.servers(["web-1": "state: drain"])
        let weir = try WeirProcess(.web(servers, affinity: "cookie: SERVERID, on_drain: move"))
        defer { weir.kill() }

        let browser = try Browser(weir, cookies: cookies)
        let moved = try browser.get()
        #expect(moved.text != "web-1")
        #expect(moved.setCookies.map(\.name) == ["SERVERID"])
        #expect(try browser.get().text == moved.text)
        #expect(try weir.accessLines(2).map(\.affinity) == ["moved", "valid"])
    }

    @Test func afterTheDeadlineOfTheDrain() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let cookies = try Self.cookies(origins)
        let servers = origins.servers(["web-1": "state: drain, drain_deadline: 1500ms"])
        let weir = try WeirProcess(.web(servers, affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        #expect(try Browser(weir, cookies: cookies).get().text == "web-1")
        var requests = 1
        let moved = try eventually("the client is moved") {
            requests += 1
            let response = try Browser(weir, cookies: cookies).get()
            return response.text == "web-1" ? nil : response
        }
        #expect(moved.setCookies.map(\.name) == ["SERVERID"])
        let verdicts = try weir.accessLines(requests).map(\.affinity)
        #expect(verdicts.first == "kept")
        #expect(verdicts.last == "moved")
    }
}
