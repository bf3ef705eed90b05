import Testing

@Suite struct InterimResponsesAndTrailersPass {
    @Test func hintsComeBeforeTheResponse() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            while try connection.request() != nil {
                try connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
                try connection.send("HTTP/1.1 103 Early Hints\r\nLink: </b.js>; rel=preload\r\n\r\n")
                try gate.wait()
                try connection.respond("done")
            }
        }
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1)
            for _ in range(2):
                item = client.next_of(HEADERS)
                print(dict(item.fields)[b":status"].decode(), dict(item.fields)[b"link"].decode(), item.ends_stream)
            passed("hinted")
            print(client.response(1).body.decode())
            """)
        try client.wait(for: "hinted")
        gate.open()
        #expect(
            try client.finish() == [
                "103 </a.css>; rel=preload False", "103 </b.js>; rel=preload False", "done",
            ])
        let line = try weir.accessLine()
        #expect(line.status == 200)
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func trailersOfAResponse() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sending(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "5\r\nhello\r\n0\r\nX-Sum: 42\r\nContent-Length: 3\r\n\r\n"))
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, b"GET", b"/", (b"te", b"trailers"))
            response = client.expect_status(1, 200)
            print(response.body.decode(), response.trailers)
            """)
        // What would frame the message is no trailer (RFC 9110 §6.5.1).
        #expect(try client.finish() == ["hello [(b'x-sum', b'42')]"])
        #expect(origin.requests.first?["TE"] == "trailers")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func trailersOfARequest() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let client = try FrameClient(
            weir,
            """
            client.request(1, b"POST", end=False)
            client.send(data(1, b"body"), headers(1, block([(b"x-sum", b"42"), (b"host", b"other")])))
            client.expect_status(1, 200)
            """)
        _ = try client.finish()
        let request = try origin.waitForRequests(1)[0]
        #expect(request.text == "body")
        #expect(request.trailers.map { $0.lowercased() } == ["x-sum: 42"])
        try weir.expectServing()
    }
}
