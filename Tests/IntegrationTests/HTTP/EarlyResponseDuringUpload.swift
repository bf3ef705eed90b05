import Testing

@Suite struct EarlyResponseDuringUpload {
    private static let size = 16 << 20

    private static let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(size)\r\n\r\n"

    /// Refuses without having read the body, and closes.
    private static let refusing: ScriptedOrigin.Script = { connection in
        guard try connection.head() != nil else { return }
        try connection.respond("too much", status: "403 Forbidden", fields: "Connection: close")
        try connection.waitForClose()
    }

    @Test func reachesTheClientThatIsStillSending() throws {
        let origin = try ScriptedOrigin(Self.refusing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.head + "the beginning")
        let response = try client.response()
        #expect(response.status == 403)
        #expect(response.text == "too much")
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.status == 403)
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func reachesCurlWhileItUploads() throws {
        let origin = try ScriptedOrigin(Self.refusing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let folder = try TemporaryFolder()
        let file = try folder.write("body", String(repeating: "a", count: Self.size))
        let curl = try Curl.get(weir, "/", arguments: ["-H", "Expect:", "--data-binary", "@\(file)"])
        #expect(curl.status == 403, "\(curl.errors)")
        #expect(curl.body == "too much")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func aClientThatSendsOnRegardlessIsDropped() throws {
        let origin = try ScriptedOrigin(Self.refusing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        defer { client.close() }
        try client.send(Self.head)
        #expect(try client.response().status == 403)
        #expect(try weir.metric("weir_connections") == 1)
        // It neither sends the rest nor closes.
        try eventually("the connection is gone", within: 6) { try weir.metric("weir_connections") == 0 }
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func bothCanGoOnAtTheSameTime() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.head() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
            try connection.discard(Self.size)
            try connection.send("after")
            _ = try connection.request()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.head)
        let head = try client.head()
        #expect(head.contentLength == 10)
        // Were the response complete first, what still comes of the request could not be told from the next one.
        #expect(head["Connection"] == "close")
        #expect(try client.bytes(5) == Array("first".utf8))
        #expect(client.socket.sendUntilStalled(Self.size, patience: 5) == Self.size)
        #expect(try client.bytes(5) == Array("after".utf8))
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == Self.size)
        try weir.expectServing()
    }
}
