import Glibc
import Testing

@Suite struct DrainTimeoutEndsIt {
    @Test func aRequestThatDoesNotEndIsRefused() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        var layout = Layout.web("[ { id: web-1, address: \"\(origin.address)\" } ]")
        layout.top = ["drain_timeout: 300ms"]
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        _ = try origin.waitForRequests(1)
        #expect(try weir.stop(within: 5) == 0)
        #expect(try client.response().status == 503)
        #expect(client.isClosed())
        try origin.waitForClosed()
        #expect(weir.standardError.contains("requests were still in flight when the drain ended"))
        // Also a request that is given up has its line.
        let line = try weir.accessLine()
        #expect(line.end == "draining")
        #expect(line.server == "web-1")
    }

    @Test func aResponseUnderWayIsCutSoThatTheClientCanTell() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            try gate.wait(within: 20)
        }
        defer { origin.stop() }
        var layout = Layout.web("[ { id: web-1, address: \"\(origin.address)\" } ]")
        layout.top = ["drain_timeout: 300ms"]
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.head().contentLength == 100)
        #expect(try client.bytes(3) == Array("abc".utf8))
        #expect(try weir.stop(within: 5) == 0)
        #expect(client.isClosed())
        gate.open()
        let line = try weir.accessLine()
        #expect(line.end == "draining")
        #expect(line.status == 200)
        #expect(line.responseBytes == 3)
    }
}
