import Testing

@Suite struct FirstMatchWins {
    @Test func inFileOrderAndNotTheMostSpecific() throws {
        let origins = try NamedOrigins("first", "second", "third")
        defer { origins.stop() }
        func upstream(_ name: String) throws -> String {
            "\(name): { servers: [ { id: \(name)-1, address: \"\(try origins[name].address)\" } ] }"
        }
        let layout = Layout(
            upstreams: try origins.names.map(upstream),
            routes: [
                "{ name: prefix, paths: [/shop], methods: [GET], upstream: first }",
                "{ name: exact, hosts: [localhost], paths: [ { exact: /shop/cart } ], upstream: second }",
                "{ name: rest, upstream: third }",
            ])
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        #expect(try Browser(weir).get("/shop/cart").text == "first")
        let client = try RawClient(port: weir.http)
        try client.send("POST /shop/cart HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        #expect(try client.response().text == "second")
        #expect(try Browser(weir).get("/sho").text == "third")
        #expect(try weir.accessLines(3).map(\.route) == ["prefix", "exact", "rest"])
    }
}
