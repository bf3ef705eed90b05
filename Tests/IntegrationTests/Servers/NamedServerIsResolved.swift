import Testing

@Suite struct NamedServerIsResolved {
    @Test func andAllItsAddressesAreTried() throws {
        // `localhost` is 127.0.0.1 and mostly ::1 as well; the origin listens on the one alone.
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sendingOnce("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site("localhost:\(origin.port)"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for _ in 1...4 {
            // The server closes, so that each request needs a new connection and begins at another address.
            try client.get()
            #expect(try client.response().text == "hello")
        }
        let lines = try weir.accessLines(4)
        #expect(lines.allSatisfy { $0.end == "complete" && $0.attempts.count == 1 })
        try weir.expectServing()
    }
}
