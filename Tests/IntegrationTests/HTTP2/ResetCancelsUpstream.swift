import Testing

@Suite struct ResetCancelsUpstream {
    @Test func whileTheServerIsStillThinking() throws {
        let origin = try ScriptedOrigin { connection in
            while let request = try connection.request() {
                guard request.target == "/slow" else {
                    try connection.respond()
                    continue
                }
                try connection.waitForClose()
                return
            }
        }
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, path=b"/slow")
            gate("reset")
            client.send(rst_stream(1, CANCEL))
            client.request(3)
            print(client.expect_status(3, 200).body.decode())
            """)
        _ = try origin.waitForRequests(1)
        try client.open("reset")
        try origin.waitForClosed()
        // The connection and its other streams go on.
        #expect(try client.finish() == ["hello"])
        let lines = try weir.accessLines(2)
        let slow = try #require(lines.first { $0.path == "/slow" })
        #expect(slow.end == "client_reset")
        #expect(slow.status == nil)
        #expect(lines.first { $0.path == "/" }?.end == "complete")
        #expect(try weir.metric("weir_requests_active") == 0)
        try weir.expectServing()
    }

    @Test func inTheMiddleOfTheBodies() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.head() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart")
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, b"POST", b"/", (b"content-length", b"1000"), end=False)
            client.send(data(1, b"some"))
            client.next_of(DATA)
            client.send(rst_stream(1, CANCEL))
            client.expect_alive()
            """)
        _ = try client.finish()
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "client_reset")
        #expect(line.status == 200)
        #expect(line.responseBytes == 4)
        #expect(line.requestBytes == 4)
        try weir.expectServing()
    }
}
