import Testing

@Suite struct ExpectContinueOverHTTP2 {
    @Test func theServerSaysContinueAndTheBodyFollows() throws {
        let origin = try ScriptedOrigin { connection in
            guard var request = try connection.head() else { return }
            if request["Expect"] == "100-continue" { try connection.send("HTTP/1.1 100 Continue\r\n\r\n") }
            try connection.readBody(of: &request)
            try connection.respond(request.text)
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["-H", "Expect: 100-continue", "--data", "some data"])
        #expect(
            curl.heads.map { $0.startLine.split(separator: " ").joined(separator: " ") } == [
                "HTTP/2 100", "HTTP/2 200",
            ])
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
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, b"POST", b"/", (b"expect", b"100-continue"), (b"content-length", b"4"), end=False)
            response = client.response(1)
            print(response.status, response.body.decode(), len(response.interim))
            # Unlike in HTTP/1.1 the connection is none the worse for it.
            client.expect_alive()
            """)
        #expect(try client.finish() == ["403 no 0"])
        let line = try weir.accessLine()
        #expect(line.status == 403)
        #expect(line.requestBytes == 0)
        #expect(line.end == "complete")
        try weir.expectServing()
    }
}
