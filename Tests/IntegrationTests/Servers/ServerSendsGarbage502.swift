import Testing

@Suite struct ServerSendsGarbage502 {
    private static let bad: [String: String] = [
        "no HTTP at all": "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/0.9": "<html>hello</html>",
        "a bad status": "HTTP/1.1 abc OK\r\n\r\n",
        "a status of four digits": "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        "two lengths": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "length and chunked":
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a zero byte": "HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 0\r\n\r\n",
        "a bad length": "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "a switch that nobody asked for":
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "another version": "HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "space before the colon": "HTTP/1.1 200 OK\r\nX-Odd : a\r\nContent-Length: 0\r\n\r\n",
    ]

    @Test func insteadOfAHead() throws {
        let answers = Self.bad.sorted { $0.key < $1.key }
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send(answers[connection.number].value)
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        // The client's connection is not at fault and goes on.
        let client = try RawClient(port: weir.http)
        for (index, (name, _)) in answers.enumerated() {
            try client.get("/\(index)")
            let response = try client.response()
            #expect(response.status == 502, "\(name)")
            let line = try weir.accessLines(index + 1)[index]
            #expect(line.end == "bad_response", "\(name)")
            #expect(line.attempts.map(\.end) == ["bad_response"], "\(name)")
        }
        try origin.waitForClosed(answers.count)
        try weir.expectServing()
    }

    @Test func inTheMiddleOfAChunkedBody() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nnonsense\r\n")
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/", arguments: ["--http1.1"])
        #expect(curl.status == 200)
        // The response is not whole, and the client can tell.
        #expect(curl.exitCode != 0)
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "bad_response")
        #expect(line.status == 200)
        #expect(line.responseBytes == 3)
        try weir.expectServing()
    }
}
