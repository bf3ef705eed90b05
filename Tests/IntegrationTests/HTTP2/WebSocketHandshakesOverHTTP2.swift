import Testing

/// How an extended CONNECT becomes a handshake, and what becomes of the answer.
@Suite struct WebSocketHandshakesOverHTTP2 {
    private func expect(_ script: String, _ weir: WeirProcess) throws {
        let outcome = try WebSocketOverHTTP2.run(script + "\nprint('well done')\n", weir)
        #expect(outcome.output == "well done\n", "\(outcome.errors)")
    }

    /// Takes the offer, greets in the same write, echoes bytes until the other side has sent its last, and says so.
    private static let echoing: ScriptedOrigin.Script = { connection in
        guard let request = try connection.request() else { return }
        try connection.send(WebSocketOverHTTP2.acceptance(of: request, "Sec-WebSocket-Extensions: none") + "welcome ")
        do {
            while true { try connection.send(try connection.some()) }
        } catch Socket.Ending.closed {
            try? connection.send(" goodbye")
        }
        connection.close()
    }

    @Test func theServerGetsOneOfHTTP11() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = """
            tunnel = Tunnel("/a?b=c", headers=[
                ("sec-websocket-protocol", "chat, superchat"), ("sec-websocket-extensions", "permessage-deflate"),
                ("origin", "https://localhost"), ("cookie", "a=1"), ("cookie", "b=2"),
                ("sec-websocket-key", "bm90IHRoZSBjbGllbnQncw==")])
            assert tunnel.status == 200
            assert tunnel.fields["sec-websocket-extensions"] == "none"
            """
        try expect(client, weir)
        try expect(client, weir)
        let requests = try origin.waitForRequests(2)
        for request in requests {
            #expect(request.head.startLine == "GET /a?b=c HTTP/1.1")
            #expect(request["Upgrade"] == "websocket")
            #expect(request["Connection"] == "upgrade")
            #expect(request["Host"] == "localhost")
            #expect(request["Sec-WebSocket-Version"] == "13")
            #expect(request["Sec-WebSocket-Protocol"] == "chat, superchat")
            #expect(request["Sec-WebSocket-Extensions"] == "permessage-deflate")
            #expect(request["Origin"] == "https://localhost")
            #expect(request["Cookie"]?.contains("a=1") == true)
            #expect(request["Via"] == "2.0 weir")
            #expect(request.head.contentLength == nil && !request.head.isChunked)
            #expect(request["Sec-WebSocket-Key"]?.count == 24)
        }
        #expect(Set(requests.map { $0["Sec-WebSocket-Key"] }).count == 2)
        try weir.expectServing()
    }

    @Test func theEndOfOneDirectionLeavesTheOther() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        try expect(
            """
            Tunnel.take = lambda self, data: setattr(self, "raw", self.raw + data)
            tunnel = Tunnel()
            tunnel.until(lambda: tunnel.raw == b"welcome ", "a greeting")
            tunnel.send_bytes(b"and")
            tunnel.end()
            tunnel.until(lambda: tunnel.ended, "the stream's end")
            assert tunnel.raw == b"welcome and goodbye", tunnel.raw
            assert tunnel.reset is None
            """, weir)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == 3)
        #expect(line.responseBytes == 19)
        try weir.expectServing()
    }

    /// Nobody but a client in a hurry: its bytes wait until the server has consented.
    @Test func bytesBeforeTheAnswerAreNotLost() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        try expect(
            """
            Tunnel.take = lambda self, data: setattr(self, "raw", self.raw + data)
            tunnel = Tunnel(early=b"early", ends=True)
            tunnel.until(lambda: tunnel.ended, "the stream's end")
            assert tunnel.raw == b"welcome early goodbye", tunnel.raw
            """, weir)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test(arguments: [
        "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        // The client would take it for consent.
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    ])
    func aWrongAnswerIsNone(answer: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce(answer))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        try expect("assert Tunnel().status == 502", weir)
        #expect(try weir.accessLine().end == "bad_response")
        try weir.expectServing()
    }

    @Test func aServerThatDeclinesIsQuoted() throws {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.sending("HTTP/1.1 403 No\r\nX-Why: because\r\nContent-Length: 4\r\n\r\nnot!"))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        try expect(
            """
            tunnel = Tunnel()
            assert (tunnel.status, tunnel.fields["x-why"]) == (403, "because")
            tunnel.until(lambda: tunnel.ended, "the stream's end")
            assert tunnel.raw == b"not!", tunnel.raw
            """, weir)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.status == 403)
        try weir.expectServing()
    }

    @Test func otherProtocolsAreNotSpoken() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        try expect("assert Tunnel(protocol='connect-udp').status == 501", weir)
        let line = try weir.accessLine()
        #expect(line.status == 501)
        #expect(line.end == "unsupported_protocol")
        #expect(line.method == "CONNECT")
        #expect(origin.connections == 0)
        try weir.expectServing()
    }

    @Test func serversOfHTTP2AreNotAsked() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.upstream = ["protocol: h2"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        try expect("assert Tunnel().status == 501", weir)
        #expect(try weir.accessLine().end == "unsupported_protocol")
        #expect(origin.connections == 0)
    }

    @Test func silenceEndsIt() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["timeouts: { tunnel: 300ms }"]
        site.upstream = ["timeouts: { response: 100ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        try expect(
            """
            Tunnel.take = lambda self, data: None
            tunnel = Tunnel()
            tunnel.until(lambda: tunnel.reset, "the end")
            assert tunnel.reset == "CANCEL", tunnel.reset
            """, weir)
        #expect(try weir.accessLine().end == "tunnel_idle")
        try weir.expectServing()
    }

    @Test func routedSplitAndPinnedAsByGET() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3") { _ in Self.echoing }
        defer { origins.stop() }
        var site = Site(servers: try origins.names.map { try origins[$0].address })
        site.upstream = ["affinity: { cookie: SERVERID }", "balance: round_robin"]
        let arms = "[ { name: new, upstream: web, weight: 1 }, { name: old, upstream: web, weight: 0 } ]"
        site.routes = ["{ name: chats, paths: [/chat], methods: [GET], split: { by: client, arms: \(arms) } }"]
        site.top = [Layout.affinityKeys()]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        try expect(
            """
            first = Tunnel()
            cookie = first.fields["set-cookie"].split(";")[0]
            assert cookie.startswith("SERVERID="), cookie
            known = [Tunnel(headers=[("cookie", cookie)]) for _ in range(4)]
            assert not any("set-cookie" in tunnel.fields for tunnel in known)
            others = [Tunnel(), Tunnel()]
            """, weir)
        let lines = try weir.accessLines(7)
        #expect(lines.allSatisfy { $0.route == "chats" && $0.arm == "new" && $0.armReason == "client" })
        let known = lines.filter { $0.affinity == "valid" }
        #expect(known.count == 4)
        #expect(Set(known.map(\.server)).count == 1)
        #expect(Set(lines.filter { $0.affinity == "none" }.map(\.server)).count == 3)
        try weir.expectServing()
    }

    @Test func backpressureHoldsInBothDirections() throws {
        let size = 48 << 20
        let gate = Gate()
        let origin = try ScriptedOrigin(receiveBuffer: 64 * 1024) { connection in
            guard let request = try connection.request() else { return }
            try connection.send(WebSocketOverHTTP2.acceptance(of: request))
            try gate.wait(within: 30)
            try connection.discard(size, within: 60)
            _ = connection.socket.sendUntilStalled(size, patience: 5)
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        let before = try weir.residentBytes()

        let folder = try TemporaryFolder()
        let client = try WebSocketOverHTTP2.start(
            """
            count = 0
            def take(self, data):
                global count
                count += len(data)
            Tunnel.take = take
            tunnel = Tunnel(receive_buffer=65536)
            left = tunnel.send_bytes(bytes(\(size)), patience=2)
            assert left > 0, "all was taken while the server took nothing"
            print("held", flush=True)
            assert tunnel.send_bytes(bytes(left), patience=60) == 0
            # Not read: the server is to be held up too.
            time.sleep(2)
            tunnel.until(lambda: count == \(size), "all of it", 60)
            tunnel.until(lambda: tunnel.ended, "the stream's end")
            print("well done", flush=True)
            """, weir, folder: folder)
        defer { client.kill() }
        try eventually("the client is held up: \(folder.read("python.err"))", within: 20) {
            folder.read("python.out").contains("held")
        }
        gate.open()
        #expect(try client.wait(within: 120, "the client") == 0, "\(folder.read("python.err"))")
        #expect(try weir.peakBytes() - before < 24 << 20)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == size)
        #expect(line.responseBytes == size)
        try weir.expectServing()
    }
}
