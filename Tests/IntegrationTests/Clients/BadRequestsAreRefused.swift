import Testing

@Suite struct BadRequestsAreRefused {
    /// Ambiguous or broken messages (RFC 9112 §2.2, §3, §5, §6, §7): what one reader takes for one thing and the next
    /// for another is what request smuggling is made of.
    private static let bad: [String: String] = [
        "two lengths": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "a list of lengths": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 4\r\n\r\nabcd",
        "length and chunked":
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a signed length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "a negative length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "an enormous length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "an empty length": "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
        "chunked twice": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "chunked not last": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "an unknown coding": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "chunked in HTTP/1.0": "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a folded line": "GET / HTTP/1.1\r\nHost: a\r\nX-Fold: one\r\n two\r\n\r\n",
        "a bare line feed": "GET / HTTP/1.1\nHost: a\n\n",
        "a bare carriage return": "GET / HTTP/1.1\r\nHost: a\r\nX-Odd: a\rb\r\n\r\n",
        "a zero byte": "GET / HTTP/1.1\r\nHost: a\r\nX-Odd: a\0b\r\n\r\n",
        "a space before the colon": "GET / HTTP/1.1\r\nHost: a\r\nX-Odd : b\r\n\r\n",
        "a field without a name": "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
        "a field without a colon": "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n",
        "no Host": "GET / HTTP/1.1\r\n\r\n",
        "two Hosts": "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "a Host with a path": "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "a Host with a user": "GET / HTTP/1.1\r\nHost: root@a\r\n\r\n",
        "no target": "GET HTTP/1.1\r\nHost: a\r\n\r\n",
        "a space in the target": "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "a fragment": "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        "no version": "GET /\r\nHost: a\r\n\r\n",
        "another protocol": "GET / ICY/1.0\r\nHost: a\r\n\r\n",
        "a method that is no token": "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "asterisk for GET": "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "a binary start": "\u{1}\u{2}\u{3}\u{4}\r\n\r\n",
    ]

    @Test func withAFourHundredAndTheEndOfTheConnection() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        for (index, (name, bytes)) in Self.bad.sorted(by: { $0.key < $1.key }).enumerated() {
            let client = try RawClient(port: weir.http)
            // A good request behind it must not be taken for one.
            try client.send(bytes + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try client.response()
            #expect(response.status == 400, "\(name)")
            #expect(response["Connection"] == "close", "\(name)")
            #expect(client.isClosed(), "\(name)")
            let line = try weir.accessLines(index + 1)[index]
            #expect(line.end == "bad_request", "\(name)")
            #expect(line.status == 400, "\(name)")
        }
        #expect(origin.connections == 0)
        #expect(try weir.accessLines(Self.bad.count).count == Self.bad.count)
        try weir.expectServing()
    }

    @Test(arguments: [
        "xyz\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-1\r\nabc\r\n", "ffffffffffffffffff\r\nabc\r\n",
        "3\nabc\n0\n\n", "0x3\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n",
    ])
    func aBadChunkIsRefusedToo(chunks: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        let response = try client.response()
        #expect(response.status == 400)
        #expect(client.isClosed())
        #expect(try weir.accessLine().end == "bad_request")
        // Nothing that could be taken for a whole request has reached the server.
        #expect(origin.requests.isEmpty)
        try weir.expectServing()
    }

    @Test func methodsThatAProxyMustNotPass() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let tracer = try RawClient(port: weir.http)
        try tracer.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try tracer.response().status == 405)
        let tunneller = try RawClient(port: weir.http)
        try tunneller.send("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n")
        #expect(try tunneller.response().status == 405)
        #expect(tunneller.isClosed())
        #expect(try weir.accessLines(2).map(\.end) == ["method_not_allowed", "method_not_allowed"])
        try weir.expectServing()
    }

    @Test func aVersionThatIsNotSpoken() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send("GET / HTTP/2.0\r\nHost: a\r\n\r\n")
        #expect(try client.response().status == 505)
        #expect(client.isClosed())
        #expect(try weir.accessLine().end == "unsupported_version")
        try weir.expectServing()
    }

    @Test func aLogLineIsNotBrokenByWhatAClientSends() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Array("GET /\"}\\".utf8) + [0x80, 0xff] + Array("{ HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        _ = try client.response()
        #expect(try weir.accessLine().path?.hasPrefix("/\"}\\") != false)
        try weir.expectServing()
    }
}
