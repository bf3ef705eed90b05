import Testing

@Suite struct ServerIDInQuery {
    @Test func leadsToTheServerWhereNoCookieDecides() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let servers = origins.servers(["web-3": "state: maintenance"])
        let weir = try WeirProcess(.web(servers, affinity: "cookie: SERVERID, query: sid"))
        defer { weir.kill() }

        let browser = try Browser(weir)
        let first = try browser.get("/page?x=1&sid=web-2")
        #expect(first.text == "web-2")
        #expect(first.setCookies.map(\.name) == ["SERVERID"])
        // The cookie decides before the query does.
        #expect(try browser.get("/page?sid=web-1").text == "web-2")
        #expect(try Browser(weir).get("/page?sid=web%2D1").text == "web-1")
        #expect(try Browser(weir).get("/page?sid=nobody").status == 200)
        let away = try Browser(weir).get("/page?sid=web-3")
        #expect(away.status == 200)
        #expect(away.text != "web-3")
        #expect(try weir.accessLines(5).map(\.affinity) == ["valid", "valid", "valid", "none", "down"])
        // The application sees its own query untouched.
        #expect(try origins["web-2"].requests.first?.target == "/page?x=1&sid=web-2")
    }
}
