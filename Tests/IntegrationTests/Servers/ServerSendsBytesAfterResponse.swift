import Testing

@Suite struct ServerSendsBytesAfterResponse {
    @Test func suchAConnectionIsNotUsedAgain() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for _ in 1...3 {
            try client.get()
            #expect(try client.response().text == "ok")
        }
        #expect(origin.connections == 3)
        try origin.waitForClosed(3)
        let lines = try weir.accessLines(3)
        #expect(lines.allSatisfy { $0.end == "complete" && $0.attempts.first?.reused == false })
        try weir.expectServing()
    }

    @Test func norIsOneThatSpeaksUnasked() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.respond("ok")
            if connection.number == 0 {
                try gate.wait()
                try connection.respond("evil")
                try connection.waitForClose()
            }
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.response().text == "ok")
        gate.open()
        try origin.waitForClosed()
        try client.get()
        #expect(try client.response().text == "ok")
        #expect(origin.connections == 2)
        #expect(try weir.accessLines(2).allSatisfy { $0.end == "complete" })
        try weir.expectServing()
    }
}
