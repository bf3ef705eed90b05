import Testing

@Suite struct RedirectIsFollowedByCurl {
    @Test func withItsMethodAndBody() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.routes = ["{ name: moved, paths: [ /moved ], redirect: { to: /here, status: 308 } }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/moved", arguments: ["--location", "-d", "some=data"])
        #expect(curl.status == 200, "\(curl.errors)")
        #expect(origin.requests.map(\.target) == ["/here"])
        #expect(origin.requests.map(\.text) == ["some=data"])
        #expect(try weir.accessLines(2).map(\.status) == [308, 200])
        try weir.expectServing()
    }
}
