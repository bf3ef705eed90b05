import Testing

@Suite struct NoRoute404 {
    @Test func isAnsweredHereAndLogged() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers())
        layout.routes = ["{ name: api, paths: [/api], upstream: web }"]
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let client = try Browser(weir)
        let refused = try client.get("/other")
        #expect(refused.status == 404)
        #expect(refused.setCookies.isEmpty)
        // The connection is as good as before.
        #expect(try client.get("/api").text == "web-1")
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["no_route", "complete"])
        #expect(lines[0].status == 404)
        #expect(lines[0].route == nil)
        #expect(lines[0].upstream == nil)
        #expect(lines[0].attempts.isEmpty)
        #expect(origins.counts == ["web-1": 1])
    }

    @Test func aConfigurationWithoutRoutesServesNothing() throws {
        let weir = try WeirProcess(
            Layout(upstreams: ["web: { servers: [ { id: web-1, address: 127.0.0.1:1 } ] }"], routes: []))
        defer { weir.kill() }
        #expect(try Browser(weir).get().status == 404)
        #expect(weir.standardError.contains("warning"))
    }
}
