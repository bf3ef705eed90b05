import Testing

@Suite struct SlowHeaderTimesOut {
    private static func site(_ mode: String) -> Site {
        var site = Site("127.0.0.1:1")
        site.listener = ["trusted_proxies: [127.0.0.0/8]", "proxy_protocol: \(mode)"]
        site.top = ["timeouts: { head: 300ms, handshake: 20s }"]
        return site
    }

    @Test(arguments: ["accept", "require"]) func andIsClosedWithoutAnAnswer(mode: String) throws {
        let weir = try WeirProcess(Self.site(mode))
        defer { weir.kill() }

        for (count, port) in [weir.http, weir.https].enumerated() {
            let client = try RawClient(port: port)
            try client.send("PROXY TCP4 192.0.2.7 198.51.100.9 ")
            #expect(client.isClosed(within: 5))
            let line = try weir.accessLines(count + 1)[count]
            #expect(line.end == "proxy_header_timeout")
            #expect(line.status == nil)
        }
    }

    @Test func bytesThatTrickleInDoNotProlongIt() throws {
        let weir = try WeirProcess(Self.site("require"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        let began = Deadline.now
        try client.send(ProxyHeaderBytes.signature + [0x21, 0x11, 0x0f, 0x00])
        try eventually("the end of a header that trickles in", within: 5) {
            try? client.send([0])
            return client.isClosed(within: 0.05)
        }
        #expect(Deadline.now - began < 2000)
        #expect(try weir.accessLine().end == "proxy_header_timeout")
    }

    @Test func whereNothingComesAtAllNoLineIsWritten() throws {
        let weir = try WeirProcess(Self.site("require"))
        defer { weir.kill() }

        let silent = try RawClient(port: weir.http)
        #expect(silent.isClosed(within: 5))
        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.local)
        try client.get(Site.alivePath)
        #expect(try client.response().status == 302)
        #expect(try weir.accessLine().path == Site.alivePath)
    }

    @Test func theHeadThatFollowsHasItsOwnTime() throws {
        let weir = try WeirProcess(Self.site("require"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.line(from: "192.0.2.7"))
        try client.send("GET / HTTP/1.1\r\n")
        #expect(try client.response(within: 5).status == 408)
        let line = try weir.accessLine()
        #expect(line.end == "head_timeout")
        #expect(line.client == "192.0.2.7")
    }
}
