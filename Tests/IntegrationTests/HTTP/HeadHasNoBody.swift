import Testing

@Suite struct HeadHasNoBody {
    @Test func theAnnouncedLengthPassesAndTheConnectionsGoOn() throws {
        let origin = try ScriptedOrigin { connection in
            while let request = try connection.request() {
                let body = request.method == "HEAD" ? "" : "hello"
                try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\(body)")
            }
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let head = try client.response(answering: "HEAD")
        #expect(head.status == 200)
        #expect(head["Content-Length"] == "5")
        try client.get()
        #expect(try client.response().text == "hello")
        #expect(origin.connections == 1)

        let lines = try weir.accessLines(2)
        #expect(lines.map(\.method) == ["HEAD", "GET"])
        #expect(lines.map(\.responseBytes) == [0, 5])
        #expect(lines.map(\.end) == ["complete", "complete"])
        try weir.expectServing()
    }

    @Test func norDoesAnAnswerOfWeirsOwn() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response(answering: "HEAD").status == 502)
        // Were there a body, it would stand before this response.
        try client.get(Site.alivePath)
        #expect(try client.response().status == 302)
        let lines = try weir.accessLines(2)
        #expect(lines[0].responseBytes == 0)
        #expect(lines[0].end == "connect_refused")
        try weir.expectServing()
    }
}
