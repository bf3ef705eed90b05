import Testing

@Suite struct RedirectRoutes {
    private static let routes = [
        "{ name: old, paths: [/old], redirect: { to: /new } }",
        "{ name: moved, hosts: [old.example.test], "
            + "redirect: { to: \"https://shop.example.test/\", status: 301, keep_path: true } }",
        "{ name: root, paths: [/keep], redirect: { to: /, status: 308, keep_path: true } }",
        "{ name: form, methods: [POST], redirect: { to: /thanks, status: 303 } }",
    ]

    @Test func sayWhereTo() throws {
        let weir = try WeirProcess(Layout(routes: Self.routes))
        defer { weir.kill() }
        let client = try RawClient(port: weir.http)
        func ask(_ target: String, host: String = "localhost", method: String = "GET") throws -> [String?] {
            try client.send("\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            let response = try client.response(answering: method)
            return ["\(response.status)", response["Location"]]
        }
        #expect(try ask("/old/page?x=1") == ["302", "/new"])
        #expect(try ask("/a/b?x=1&y", host: "old.example.test") == ["301", "https://shop.example.test/a/b?x=1&y"])
        #expect(try ask("/", host: "old.example.test") == ["301", "https://shop.example.test/"])
        #expect(try ask("/keep?a") == ["308", "/keep?a"])
        #expect(try ask("/form", method: "POST") == ["303", "/thanks"])
        #expect(try ask("/old", method: "HEAD") == ["302", "/new"])
        // A path of slashes must not lead to another host (RFC 3986 §4.2).
        #expect(try ask("/keep/..//evil.example.test/keep") != ["308", "//evil.example.test/keep"])

        let lines = try weir.accessLines(6)
        #expect(lines.prefix(6).map(\.route) == ["old", "moved", "moved", "root", "form", "old"])
        #expect(lines.prefix(6).allSatisfy { $0.end == "complete" && $0.upstream == nil && $0.server == nil })
    }

    @Test func aListenerThatOnlyLeadsToHTTPS() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var site = Site(try origins["web-1"].address)
        site.http = ["redirect_to_https: 8443"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get("/a%20b?x=1", host: "www.example.test:8080")
        let response = try client.response()
        #expect(response.status == 308)
        #expect(response["Location"] == "https://www.example.test:8443/a%20b?x=1")
        #expect(try Curl.get(weir, "/").body == "web-1")
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.listener) == ["http", "https"])
        #expect(lines.map(\.end) == ["complete", "complete"])
    }
}
