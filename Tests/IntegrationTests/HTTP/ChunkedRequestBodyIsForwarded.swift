import Testing

@Suite struct ChunkedRequestBodyIsForwarded {
    @Test func withItsTrailersAndWithoutItsExtensions() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(
            "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                + "5;name=value\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Sum: 42\r\n\r\n")
        #expect(try client.response().status == 200)

        let request = try origin.waitForRequests(1)[0]
        #expect(request.text == "hello world")
        #expect(request["Transfer-Encoding"] == "chunked")
        #expect(request["Content-Length"] == nil)
        #expect(request.trailers == ["X-Sum: 42"])
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == 11)
        try weir.expectServing()
    }

    @Test func byCurlWithABodyOfManyReads() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let folder = try TemporaryFolder()
        let body = (0..<60_000).map { "line \($0)\n" }.joined()
        let file = try folder.write("body", body)
        let arguments = ["-H", "Transfer-Encoding: chunked", "-H", "Expect:", "--data-binary", "@\(file)"]
        let curl = try Curl.get(weir, "/", arguments: arguments)
        #expect(curl.status == 200, "\(curl.errors)")
        #expect(try origin.waitForRequests(1)[0].text == body)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == body.utf8.count)
        try weir.expectServing()
    }

    @Test func theNextRequestOnTheConnectionBeginsBehindIt() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(
            "POST /one HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                + "POST /two HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nde"
                + "GET /three HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for _ in 1...3 { #expect(try client.response().status == 200) }
        #expect(origin.requests.map(\.target) == ["/one", "/two", "/three"])
        #expect(origin.requests.map(\.text) == ["abc", "de", ""])
        #expect(try weir.accessLines(3).map(\.requestBytes) == [3, 2, 0])
        try weir.expectServing()
    }
}
