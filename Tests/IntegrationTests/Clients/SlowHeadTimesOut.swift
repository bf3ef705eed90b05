import Testing

@Suite struct SlowHeadTimesOut {
    private static let site: Site = {
        var site = Site("127.0.0.1:1")
        site.top = ["timeouts: { head: 300ms }"]
        return site
    }()

    @Test func aHeadThatNeverEndsIsAnsweredWith408() throws {
        let weir = try WeirProcess(Self.site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/1.1\r\nHost: loc")
        let response = try client.response(within: 5)
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
        #expect(client.isClosed())
        let line = try weir.accessLine()
        #expect(line.end == "head_timeout")
        #expect(line.status == 408)
        #expect(line.durationMs >= 250)
        try weir.expectServing()
    }

    @Test func bytesThatTrickleInDoNotProlongIt() throws {
        let weir = try WeirProcess(Self.site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        let began = Deadline.now
        try client.send("GET / HTTP/1.1\r\n")
        // One byte at a time, until the answer comes.
        let response = try eventually("an answer to a head that trickles in", within: 5) {
            try? client.send("X")
            return try? client.response(within: 0.05)
        }
        #expect(response.status == 408)
        #expect(Deadline.now - began < 2000)
        #expect(try weir.accessLine().end == "head_timeout")
        try weir.expectServing()
    }

    @Test func overTLSToo() throws {
        let weir = try WeirProcess(Self.site)
        defer { weir.kill() }

        let client = try TLSClient(port: weir.https)
        try client.send("GET / HTTP/1.1\r\n")
        #expect(try client.rest(within: 5).hasPrefix("HTTP/1.1 408 "), "\(client.errors)")
        let line = try weir.accessLine()
        #expect(line.end == "head_timeout")
        #expect(line.tls != nil)
        try weir.expectServing()
    }
}
