import Testing

@Suite struct ForwardingFieldsAreSet {
    @Test func overTLS() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/", host: "shop.example.test").status == 200)
        let request = try origin.waitForRequests(1)[0]
        #expect(request["Host"] == "shop.example.test")
        #expect(request["X-Forwarded-For"] == "127.0.0.1")
        #expect(request["X-Real-IP"] == "127.0.0.1")
        #expect(request["X-Forwarded-Proto"] == "https")
        #expect(request["X-Forwarded-Host"] == "shop.example.test")
        #expect(request["X-Forwarded-Port"] == "\(weir.https)")
        #expect(request["X-Load-Balancer"] == "weir")
        #expect(request["Via"]?.hasPrefix("2.0 ") == true)
        #expect(request["Forwarded"] == nil)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func inClearText() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.0\r\nHost: old.test\r\n\r\n")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        #expect(request.head.startLine == "GET / HTTP/1.1")
        #expect(request["X-Forwarded-Proto"] == "http")
        #expect(request["X-Forwarded-Host"] == "old.test")
        #expect(request["X-Forwarded-Port"] == "\(weir.http)")
        #expect(request["Via"]?.hasPrefix("1.0 ") == true)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func andTheStandardOneWhereConfigured() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["forwarded: true"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/", host: "shop.example.test").status == 200)
        let forwarded = try origin.waitForRequests(1)[0]["Forwarded"]?.replacing("\"", with: "") ?? ""
        #expect(forwarded.contains("for=127.0.0.1"))
        #expect(forwarded.contains("proto=https"))
        #expect(forwarded.contains("host=shop.example.test"))
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func targetAndFieldsPassAsTheClientWroteThem() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET /a/../%7Eb//c?q=%20&r HTTP/1.1\r\nhOsT: LOCALHOST:80\r\nx-ODD-case:  two  words \r\n\r\n")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        #expect(request.target == "/a/../%7Eb//c?q=%20&r")
        #expect(request["Host"] == "LOCALHOST:80")
        #expect(request.head.text.contains("\r\nx-ODD-case:"))
        #expect(request["x-odd-case"]?.hasPrefix("two  words") == true)
        #expect(try weir.accessLine().path == "/a/../%7Eb//c?q=%20&r")
        try weir.expectServing()
    }

    @Test func anAbsoluteTargetBecomesPathAndHost() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET http://real.test/p?q HTTP/1.1\r\nHost: other.test\r\n\r\n")
        #expect(try client.response().status == 200)
        let request = try origin.waitForRequests(1)[0]
        // The target wins over the field (RFC 9112 §3.2.2).
        #expect(request.head.all("Host") == ["real.test"])
        #expect(request.target == "/p?q")
        #expect(try weir.accessLine().host == "real.test")
        try weir.expectServing()
    }
}
