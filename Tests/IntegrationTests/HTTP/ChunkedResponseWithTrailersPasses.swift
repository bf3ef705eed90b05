import Testing

@Suite struct ChunkedResponseWithTrailersPasses {
    private static let response =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        + "5;q=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 42\r\nContent-Length: 3\r\n\r\n"

    @Test func toAClientThatTakesThem() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sending(Self.response))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get(fields: "TE: trailers", "Connection: TE")
        let response = try client.response()
        #expect(response["Transfer-Encoding"] == "chunked")
        #expect(response["Content-Length"] == nil)
        #expect(response.text == "hello world")
        // A trailer that would have framed the message is no trailer (RFC 9110 §6.5.1).
        #expect(response.trailers == ["X-Sum: 42"])
        #expect(origin.requests.first?["TE"] == "trailers")

        try client.get()
        #expect(try client.response().text == "hello world")
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["complete", "complete"])
        #expect(lines.map(\.responseBytes) == [11, 11])
        #expect(lines[1].attempts.first?.reused == true)
        try weir.expectServing()
    }

    @Test func toCurl() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sending(Self.response))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/")
        #expect(curl.exitCode == 0, "\(curl.errors)")
        #expect(curl.body == "hello world")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
