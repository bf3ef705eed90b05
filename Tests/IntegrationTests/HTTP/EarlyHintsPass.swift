import Testing

@Suite struct EarlyHintsPass {
    @Test func interimResponsesArriveBeforeTheFinalOne() throws {
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
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        for link in ["</a.css>; rel=preload", "</b.js>; rel=preload"] {
            let hint = try client.response()
            #expect(hint.status == 103)
            #expect(hint["Link"] == link)
        }
        gate.open()
        let response = try client.response()
        #expect(response.status == 200)
        #expect(response.text == "done")
        #expect(response["Link"] == nil)
        let line = try weir.accessLine()
        #expect(line.status == 200)
        #expect(line.end == "complete")
        try weir.expectServing()
    }

    @Test func anHTTP10ClientIsSparedThem() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sending(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.0\r\n\r\n")
        let response = try client.response()
        #expect(response.status == 200)
        #expect(response.text == "ok")
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
