import Testing

@Suite struct RedirectToHTTPS {
    private static func serving(port: Int) throws -> WeirProcess {
        var site = Site("127.0.0.1:1")
        site.http = ["redirect_to_https: \(port)"]
        return try WeirProcess(site)
    }

    private func check(_ weir: WeirProcess) throws {
        #expect(try Curl.get(weir, Site.alivePath).status == 302)
    }

    @Test func toTheSameHostPathAndQuery() throws {
        let weir = try Self.serving(port: 443)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get("/a%20b?c=d&e", host: "shop.example.test:8080")
        let response = try client.response()
        #expect(response.status == 308)
        #expect(response["Location"] == "https://shop.example.test/a%20b?c=d&e")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.status == 308)
        #expect(line.listener == "http")
        #expect(line.route == nil)
        try check(weir)
    }

    @Test func onAnotherPortWhereConfigured() throws {
        let weir = try Self.serving(port: 8443)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        // A body that nobody wants does not cost the connection.
        try client.send("POST /x HTTP/1.1\r\nHost: shop.example.test\r\nContent-Length: 4\r\n\r\ndata")
        let first = try client.response()
        #expect(first.status == 308)
        #expect(first["Location"] == "https://shop.example.test:8443/x")
        try client.get("/y", host: "[::1]:80")
        #expect(try client.response()["Location"] == "https://[::1]:8443/y")
        #expect(try weir.accessLines(2).allSatisfy { $0.end == "complete" })
        try check(weir)
    }

    @Test func aRequestThatNamesNoHostCannotBeRedirected() throws {
        let weir = try Self.serving(port: 443)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(try client.response().status == 400)
        #expect(try weir.accessLine().end == "bad_request")
        try check(weir)
    }
}
