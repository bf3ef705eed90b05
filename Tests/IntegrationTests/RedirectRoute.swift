import Testing

@Suite struct RedirectRoute {
    @Test func answersWithoutAServer() throws {
        var site = Site("127.0.0.1:1")
        site.routes = [
            "{ name: old, paths: [ /old ], redirect: { to: \"https://new.example.test\", status: 301, keep_path: true } }",
            "{ name: short, paths: [ /s ], redirect: { to: /long } }",
        ]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let old = try Curl.get(weir, "/old/page?x=1")
        #expect(old.status == 301)
        #expect(old["Location"] == "https://new.example.test/old/page?x=1")
        let short = try Curl.get(weir, "/s")
        #expect(short.status == 302)
        #expect(short["Location"] == "/long")

        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["complete", "complete"])
        #expect(lines.map(\.status) == [301, 302])
        #expect(lines.map(\.route) == ["old", "short"])
        #expect(lines.allSatisfy { $0.upstream == nil && $0.attempts.isEmpty })
        try weir.expectServing()
    }

    @Test func curlFollowsItToAServer() throws {
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
