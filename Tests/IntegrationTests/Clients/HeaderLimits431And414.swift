import Testing

@Suite struct HeaderLimits431And414 {
    private static func site(_ origin: ScriptedOrigin) -> Site {
        var site = Site(origin.address)
        site.top = ["limits: { header_bytes: 2KiB, header_count: 10, uri_bytes: 512 }"]
        return site
    }

    @Test func aTargetThatIsTooLong() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let fits = try RawClient(port: weir.http)
        try fits.get("/" + String(repeating: "a", count: 511))
        #expect(try fits.response().status == 200)
        let client = try RawClient(port: weir.http)
        try client.get("/" + String(repeating: "a", count: 512))
        #expect(try client.response().status == 414)
        #expect(client.isClosed())
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["complete", "uri_too_long"])
        #expect(origin.requests.count == 1)
        try weir.expectServing()
    }

    @Test func fieldsThatAreTooLongOrTooMany() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let long = try RawClient(port: weir.http)
        try long.get(fields: "X-Long: \(String(repeating: "a", count: 2048))")
        #expect(try long.response().status == 431)
        #expect(long.isClosed())
        let many = try RawClient(port: weir.http)
        try many.send("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A: b\r\n", count: 10))\r\n")
        #expect(try many.response().status == 431)
        #expect(many.isClosed())
        #expect(try weir.accessLines(2).map(\.end) == ["header_too_large", "header_too_large"])
        #expect(origin.connections == 0)
        try weir.expectServing()
    }

    @Test func aHeadWithoutEndIsRefusedBeforeItEnds() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.1\r\nX-Endless: \(String(repeating: "a", count: 4096))")
        #expect(try client.response().status == 431)
        #expect(try weir.accessLine().end == "header_too_large")
        try weir.expectServing()
    }

    @Test func aServersHeadThatIsTooLarge() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.answering(fields: "X-Long: \(String(repeating: "a", count: 4096))"))
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "bad_response")
        try weir.expectServing()
    }
}
