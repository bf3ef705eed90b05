import Testing

@Suite struct ServerResetsMidway {
    @Test func beforeTheHeadTheClientGets502() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.resetting())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        // The request had reached a server on a new connection: it is not repeated unasked.
        #expect(origin.connections == 1)
        let line = try weir.accessLine()
        #expect(line.end == "upstream_reset")
        #expect(line.status == 502)
        #expect(line.attempts.map(\.end) == ["upstream_reset"])
        try weir.expectServing()
    }

    @Test func withinTheBodyTheClientIsCutOff() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            try gate.wait()
            connection.reset()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.head().contentLength == 100)
        #expect(try client.bytes(3) == Array("abc".utf8))
        gate.open()
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.end == "upstream_truncated")
        #expect(line.status == 200)
        #expect(line.responseBytes == 3)
        try weir.expectServing()
    }

    /// Where only the connection's end tells the response's, it must not look like one.
    @Test func aClientOfHTTP10SeesAReset() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            try gate.wait()
            connection.reset()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        _ = try client.head()
        #expect(try client.bytes(3) == Array("abc".utf8))
        gate.open()
        #expect(throws: Socket.Ending.reset) { try client.socket.receive() }
        #expect(try weir.accessLine().end == "upstream_truncated")
        try weir.expectServing()
    }

    @Test func overTLSTheClientIsNotToldThatAllIsWell() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            _ = try? connection.some(within: 0.2)
            connection.reset()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/")
        #expect(curl.exitCode != 0)
        #expect(curl.body == "abc")
        #expect(try weir.accessLine().end == "upstream_truncated")
        try weir.expectServing()
    }

    @Test func anotherServerIsTriedWhereConfigured() throws {
        let bad = try ScriptedOrigin(ScriptedOrigin.resetting())
        defer { bad.stop() }
        let good = try ScriptedOrigin(ScriptedOrigin.answering("good"))
        defer { good.stop() }
        var site = Site(bad.address, good.address)
        site.upstream = ["balance: round_robin", "retry: { on: [upstream_reset] }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/", "/").transfers.map(\.status) == [200, 200])
        // A POST may have done its work: it is not repeated (RFC 9110 §9.2.2).
        let posts = try Curl.get(weir, "/", "/", arguments: ["-d", "x=1"])
        #expect(posts.transfers.map(\.status).sorted() == [200, 502])
        let lines = try weir.accessLines(4)
        #expect(lines.prefix(2).allSatisfy { $0.server == "web-2" && $0.end == "complete" })
        #expect(lines.suffix(2).map(\.end).sorted() == ["complete", "upstream_reset"])
        try weir.expectServing()
    }
}
