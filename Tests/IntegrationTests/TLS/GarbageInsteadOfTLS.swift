import Testing

@Suite struct GarbageInsteadOfTLS {
    @Test func endsTheConnectionAndIsLogged() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let garbage: [[UInt8]] = [
            Array("SSH-2.0-OpenSSH_9.2\r\n".utf8),
            [0x16, 0x03, 0x01, 0xff, 0xff] + Array(repeating: 0x41, count: 2000),
            Array(repeating: 0, count: 4096),
        ]
        for (index, bytes) in garbage.enumerated() {
            let client = try RawClient(port: weir.https)
            try client.send(bytes)
            // An alert may come, an answer never.
            let answer = (try? client.rest(within: 5)) ?? ""
            #expect(!answer.contains("HTTP/1.1"))
            let line = try weir.accessLines(index + 1)[index]
            #expect(line.end == "tls_handshake")
            #expect(line.listener == "https")
            #expect(line.status == nil)
            #expect(line.tls == nil)
        }
        #expect(try weir.metric("weir_tls_handshakes_total", "result=\"failed\"") == 3)
        try weir.expectServing()
    }

    @Test func aHandshakeThatStopsHalfwayTimesOut() throws {
        var site = Site("127.0.0.1:1")
        site.top = ["timeouts: { handshake: 200ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.https)
        // The beginning of a ClientHello's record.
        try client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        #expect((try? client.rest(within: 3)) != nil)
        #expect(try weir.accessLine().end == "tls_handshake")
        try weir.expectServing()
    }

    @Test func aConnectionThatNeverSpokeIsNotLogged() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }

        let client = try RawClient(port: weir.https)
        client.close()
        try weir.expectServing()
        // The two requests of the check are all that there is.
        #expect(try weir.accessLines(2).map(\.end) == ["complete", "complete"])
    }
}
