import Testing

@Suite struct ClientGoneCancelsUpstream {
    @Test func whileTheServerIsStillThinking() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        _ = try origin.waitForRequests(1)
        client.close()
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "client_gone")
        #expect(line.status == nil)
        #expect(line.server == "web-1")
        #expect(try weir.metric("weir_requests_active") == 0)
        try weir.expectServing()
    }

    @Test func inTheMiddleOfItsBody() throws {
        let headCame = Gate()
        let origin = try ScriptedOrigin { connection in
            guard try connection.head() != nil else { return }
            headCame.open()
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        try headCame.wait()
        client.close()
        try origin.waitForClosed()
        #expect(try weir.accessLine().end == "client_gone")
        try weir.expectServing()
    }

    @Test func inTheMiddleOfTheResponse() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\npart")
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.head().contentLength == 1000)
        #expect(try client.bytes(4) == Array("part".utf8))
        client.close()
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "client_gone")
        #expect(line.status == 200)
        #expect(line.responseBytes == 4)
        try weir.expectServing()
    }

    @Test func overTLSWithoutAGoodbye() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try TLSClient(port: weir.https)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = try origin.waitForRequests(1)
        client.cut()
        try origin.waitForClosed()
        #expect(try weir.accessLine().end == "client_gone")
        try weir.expectServing()
    }

    @Test func byAReset() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        _ = try origin.waitForRequests(1)
        client.socket.reset()
        try origin.waitForClosed()
        #expect(try weir.accessLine().end == "client_gone")
        try weir.expectServing()
    }
}
