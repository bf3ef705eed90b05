import Testing

@Suite struct ServerClosesEarly {
    @Test(arguments: [
        ("", "upstream_reset"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "upstream_truncated"),
    ])
    func beforeTheHeadIsCompleteTheClientGets502(sent: String, end: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce(sent))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        let line = try weir.accessLine()
        #expect(line.end == end)
        #expect(line.status == 502)
        try weir.expectServing()
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    ])
    func withinTheBodyTheClientCanTell(sent: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce(sent))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let secure = try Curl.get(weir, "/")
        #expect(secure.exitCode != 0)
        #expect(secure.body == "abc")
        let plain = try Curl.getPlain(weir, "/")
        #expect(plain.exitCode != 0)
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["upstream_truncated", "upstream_truncated"])
        #expect(lines.map(\.responseBytes) == [3, 3])
        try weir.expectServing()
    }
}
