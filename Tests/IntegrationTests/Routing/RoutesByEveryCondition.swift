import Testing

@Suite struct RoutesByEveryCondition {
    private static let routes = [
        "{ name: shop, hosts: [shop.example.test] }",
        "{ name: any-shop, hosts: [\"*.shop.example.test\"] }",
        "{ name: cart, paths: [ { prefix: /cart } ] }",
        "{ name: exact, paths: [ { exact: /exact } ] }",
        "{ name: version, paths: [ { regex: \"^/v[0-9]+/\" } ] }",
        "{ name: delete, methods: [DELETE, PURGE] }",
        "{ name: beta, headers: [ { name: x-beta, exact: \"1\" } ] }",
        "{ name: api-client, headers: [ { name: user-agent, prefix: \"api/\" } ] }",
        "{ name: image, headers: [ { name: accept, suffix: png } ] }",
        "{ name: german, headers: [ { name: accept-language, contains: de } ] }",
        "{ name: number, headers: [ { name: x-number, regex: \"^[0-9]+$\" } ] }",
        "{ name: preview, query: [ { name: preview, present: true } ] }",
        "{ name: page, query: [ { name: page, exact: \"a b\" } ] }",
        "{ name: gold, cookies: [ { name: plan, exact: gold } ] }",
        "{ name: office, clients: [192.0.2.0/24, \"2001:db8::/32\"] }",
        "{ name: both, paths: [/both, /beide], headers: [ { name: x-a, present: true }, { name: x-b, contains: y } ] }",
        "{ name: unmarked, headers: [ { name: x-mark, present: false } ] }",
    ]

    private struct Case: Sendable {
        var route: String?
        var method = "GET"
        var target = "/"
        var host = "localhost"
        var fields: [String] = []
    }

    private static let cases = [
        Case(route: "shop", host: "SHOP.example.test:8443"),
        Case(route: "any-shop", host: "de.shop.example.test"),
        Case(route: "any-shop", host: "a.b.shop.example.test"),
        Case(route: "unmarked", host: "notshop.example.test"),
        Case(route: "cart", target: "/cart/1?x"),
        Case(route: "cart", target: "/a/../c%61rt"),
        Case(route: "unmarked", target: "/CART"),
        Case(route: "exact", target: "/exact?any"),
        Case(route: "unmarked", target: "/exact/"),
        Case(route: "version", target: "/v12/x"),
        Case(route: "unmarked", target: "/vx/x"),
        Case(route: "delete", method: "PURGE"),
        Case(route: "unmarked", method: "purge"),
        Case(route: "beta", fields: ["X-BETA: 1"]),
        Case(route: "unmarked", fields: ["X-Beta: 11"]),
        Case(route: "beta", fields: ["X-Beta: 0", "X-Beta: 1"]),
        Case(route: "api-client", fields: ["User-Agent: api/1.0"]),
        Case(route: "image", fields: ["Accept: text/html, image/png"]),
        Case(route: "german", fields: ["Accept-Language: en, de;q=0.5"]),
        Case(route: "number", fields: ["X-Number: 42"]),
        Case(route: "unmarked", fields: ["X-Number: 42a"]),
        Case(route: "preview", target: "/?a=1&preview"),
        Case(route: "unmarked", target: "/?nopreview=1"),
        Case(route: "page", target: "/?page=a%20b"),
        Case(route: "page", target: "/?page=a+b"),
        Case(route: "gold", fields: ["Cookie: a=b; plan=gold"]),
        Case(route: "unmarked", fields: ["Cookie: plan=golden"]),
        Case(route: "office", fields: ["X-Forwarded-For: 192.0.2.77"]),
        Case(route: "office", fields: ["X-Forwarded-For: 2001:db8:1::1"]),
        Case(route: "unmarked", fields: ["X-Forwarded-For: 192.0.3.1"]),
        Case(route: "both", target: "/beide", fields: ["X-B: yes", "X-Mark: 1"]),
        Case(route: nil, target: "/both", fields: ["X-C: yes", "X-Mark: 1"]),
        Case(route: nil, fields: ["X-Mark:"]),
    ]

    @Test func andLogsTheRoute() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var layout = Layout.web("[ { id: web-1, address: \"\(origin.address)\" } ]")
        layout.routes = Self.routes.map { "\($0.dropLast(2)), upstream: web }" }
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for entry in Self.cases {
            let fields = entry.fields.map { "\($0)\r\n" }.joined()
            try client.send("\(entry.method) \(entry.target) HTTP/1.1\r\nHost: \(entry.host)\r\n\(fields)\r\n")
            #expect(try client.response().status == (entry.route == nil ? 404 : 200), "\(entry)")
        }
        for (line, entry) in zip(try weir.accessLines(Self.cases.count), Self.cases) {
            #expect(line.route == entry.route, "\(entry)")
        }
        // What is compared is normalised, what is forwarded is not.
        #expect(origin.requests.contains { $0.target == "/a/../c%61rt" })
    }
}
