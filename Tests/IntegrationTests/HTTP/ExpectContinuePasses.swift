import Testing

@Suite struct ExpectContinuePasses {
    private static let head = "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"

    @Test func theServerSaysContinueAndTheBodyFollows() throws {
        let origin = try ScriptedOrigin { connection in
            guard var request = try connection.head() else { return }
            try connection.send("HTTP/1.1 100 Continue\r\n\r\n")
            try connection.readBody(of: &request)
            try connection.respond("\(request["Expect"] ?? "no expectation") \(request.text)")
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.head)
        #expect(try client.response().status == 100)
        try client.send("data")
        #expect(try client.response().text == "100-continue data")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.status == 200)
        #expect(line.requestBytes == 4)
        try weir.expectServing()
    }

    @Test func theServersTimeDoesNotRunWhileTheBodyComes() throws {
        let origin = try ScriptedOrigin { connection in
            guard var request = try connection.head() else { return }
            try connection.send("HTTP/1.1 100 Continue\r\n\r\n")
            try connection.readBody(of: &request)
            try connection.respond(request.text)
        }
        defer { origin.stop() }
        var site = Site(origin.address)
        site.upstream = ["timeouts: { response: 300ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.head)
        #expect(try client.response().status == 100)
        for byte in ["d", "a", "t", "a"] {
            #expect(throws: Socket.Ending.self) { try client.response(within: 0.2) }
            try client.send(byte)
        }
        #expect(try client.response().text == "data")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.durationMs > 700)
        try weir.expectServing()
    }

    @Test func curlWaitsForIt() throws {
        let origin = try ScriptedOrigin { connection in
            guard var request = try connection.head() else { return }
            if request["Expect"] == "100-continue" { try connection.send("HTTP/1.1 100 Continue\r\n\r\n") }
            try connection.readBody(of: &request)
            try connection.respond(request.text)
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(
            weir, "/", arguments: ["--http1.1", "-H", "Expect: 100-continue", "--data", "some data"])
        #expect(curl.heads.map(\.startLine) == ["HTTP/1.1 100 Continue", "HTTP/1.1 200 OK"], "\(curl.errors)")
        #expect(curl.body == "some data")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func theServerRefusesAndTheBodyNeverComes() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.head() != nil else { return }
            try connection.respond("no", status: "403 Forbidden", fields: "Connection: close")
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.head)
        let response = try client.response()
        #expect(response.status == 403)
        #expect(response.text == "no")
        // The body may or may not come, so that the next request could not be told from it (RFC 9110 §10.1.1).
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.status == 403)
        #expect(line.requestBytes == 0)
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func anUnknownExpectationIsRefused() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(fields: "Expect: miracles")
        #expect(try client.response().status == 417)
        #expect(try weir.accessLine().end == "expectation_failed")
        #expect(origin.connections == 0)
        try weir.expectServing()
    }
}
