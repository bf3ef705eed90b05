import Testing

@Suite struct ClientGoneOverHTTP2 {
    @Test(arguments: ["client.socket.close()", "client.send(goaway(0, NO_ERROR)); client.socket.close()"])
    func inTheMiddleOfTheResponse(goodbye: String) throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart")
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1)
            assert client.next_of(DATA).payload == b"part"
            \(goodbye)
            """)
        _ = try client.finish()
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "client_gone")
        #expect(line.status == 200)
        #expect(line.responseBytes == 4)
        #expect(try weir.metric("weir_requests_active") == 0)
        try weir.expectServing()
    }

    @Test func withManyStreamsUnderWay() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            for stream in range(1, 41, 2):
                client.request(stream)
            gate("for ever")
            """)
        _ = try origin.waitForRequests(20)
        client.kill()
        try origin.waitForClosed(20)
        let lines = try weir.accessLines(20)
        #expect(lines.allSatisfy { $0.end == "client_gone" && $0.status == nil })
        #expect(try weir.metric("weir_requests_active") == 0)
        try weir.expectServing()
    }
}
