import Testing

@Suite struct ServerHangs504 {
    private static func site(_ origin: ScriptedOrigin, response: String = "300ms") -> Site {
        var site = Site(origin.address)
        site.upstream = ["timeouts: { response: \(response) }"]
        return site
    }

    @Test func whenNoHeadComesInTime() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.response(within: 5).status == 504)
        try origin.waitForClosed()
        // The client's connection goes on.
        try client.get(Site.alivePath)
        #expect(try client.response().status == 302)
        let line = try weir.accessLines(2)[0]
        #expect(line.end == "response_timeout")
        #expect(line.status == 504)
        #expect(line.durationMs >= 250)
        #expect(line.attempts.map(\.end) == ["response_timeout"])
        try weir.expectServing()
    }

    @Test func inTheMiddleOfABodyTheClientIsCutOff() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/")
        #expect(curl.exitCode != 0)
        #expect(curl.status == 200)
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "response_timeout")
        #expect(line.responseBytes == 3)
        try weir.expectServing()
    }

    @Test func aSlowBodyThatKeepsComingIsServed() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
            for _ in 1...6 {
                // A quarter of what is allowed; nothing comes from the other side meanwhile.
                _ = try? connection.some(within: 0.25)
                try connection.send("x")
            }
            _ = try connection.request()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, response: Deadline.milliseconds(1000)))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").body == "xxxxxx")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.durationMs > 1000)
        try weir.expectServing()
    }

    @Test func aServerThatTakesTheRequestSlowlyIsWaitedFor() throws {
        let size = 16 << 20
        let origin = try ScriptedOrigin(receiveBuffer: 64 * 1024) { connection in
            guard try connection.head() != nil else { return }
            let slow = 14 * 256 * 1024
            try connection.discardSlowly(slow, step: 256 * 1024, pause: 100)
            try connection.discard(size - slow)
            try connection.respond("taken")
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, response: "1s"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        #expect(client.socket.sendUntilStalled(size, patience: 5) == size)
        #expect(try client.response().text == "taken")
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.durationMs > 1000)
        try weir.expectServing()
    }

    /// Of so many sizes that the end of one comes while the server's connection is full.
    @Test(arguments: stride(from: 256, through: 1024, by: 48).map { $0 * 1024 })
    func whenItHasTakenALargeRequest(size: Int) throws {
        let origin = try ScriptedOrigin(receiveBuffer: 32 * 1024) { connection in
            guard try connection.head() != nil else { return }
            try connection.discardSlowly(size, step: 64 * 1024, pause: 10)
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin, response: "400ms"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        #expect(client.socket.sendUntilStalled(size, patience: 5) == size)
        #expect(try client.response(within: 5).status == 504)
        let line = try weir.accessLine()
        #expect(line.end == "response_timeout")
        #expect(line.requestBytes == size)
    }

    @Test func anotherServerIsTriedWhereConfigured() throws {
        let slow = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { slow.stop() }
        let quick = try ScriptedOrigin(ScriptedOrigin.answering("quick"))
        defer { quick.stop() }
        var site = Self.site(slow)
        site.servers = [slow.address, quick.address]
        site.upstream += ["balance: round_robin", "retry: { on: [response_timeout] }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/", "/").transfers.map(\.status) == [200, 200])
        let lines = try weir.accessLines(2)
        #expect(lines.map(\.end) == ["complete", "complete"])
        #expect(lines.map(\.server) == ["web-2", "web-2"])
        // Turns begin at either of the two.
        let attempts = lines.flatMap(\.attempts).filter { $0.server == "web-1" }
        #expect(!attempts.isEmpty)
        #expect(attempts.allSatisfy { $0.end == "response_timeout" })
        try weir.expectServing()
    }
}
