import Testing

@Suite struct NoContentAndNotModified {
    @Test(arguments: [
        ("HTTP/1.1 204 No Content\r\nX-Note: gone\r\n\r\n", 204),
        ("HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\nX-Note: same\r\n\r\n", 304),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nX-Note: same\r\n\r\n", 304),
    ])
    func haveNoBodyWhateverTheirFieldsSay(response: String, status: Int) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sending(response))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for _ in 1...2 {
            try client.get()
            let response = try client.response()
            #expect(response.status == status)
            #expect(response["X-Note"] != nil)
            #expect(response["Transfer-Encoding"] == nil)
        }
        #expect(origin.connections == 1)
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["complete", "complete"])
        #expect(lines.map(\.responseBytes) == [0, 0])
        try weir.expectServing()
    }
}
