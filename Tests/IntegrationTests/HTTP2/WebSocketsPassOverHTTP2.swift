import Glibc
import Testing

/// RFC 8441: a WebSocket on a stream of HTTP/2, a handshake in HTTP/1.1 with the server.
@Suite struct WebSocketsPassOverHTTP2 {
    /// Echoes every message; `bye` makes it close, `die` tells its process id first.
    private static let server = """
        import asyncio, os, websockets
        async def serve(socket):
            async for message in socket:
                if message == "bye":
                    await socket.close(4001, "as you wish")
                elif message == "who":
                    await socket.send(socket.path + " " + socket.request_headers.get("Origin", "-"))
                else:
                    await socket.send(message)
        async def main():
            options = dict(max_size=None, subprotocols=["chat"], ping_interval=None)
            async with websockets.serve(serve, "127.0.0.1", 0, **options) as server:
                print(server.sockets[0].getsockname()[1], flush=True)
                await asyncio.Future()
        asyncio.run(main())
        """

    private struct Stage {
        let weir: WeirProcess
        let server: ChildProcess
        private let folder: TemporaryFolder

        init(_ change: (inout Site) -> Void = { _ in }) throws {
            folder = try TemporaryFolder()
            let port: Int
            (server, port) = try Python.start(WebSocketsPassOverHTTP2.server, folder: folder)
            var site = Site("127.0.0.1:\(port)")
            change(&site)
            weir = try WeirProcess(site)
        }

        func end() {
            server.kill()
            weir.kill()
        }

        func expect(_ script: String) throws {
            let outcome = try WebSocketOverHTTP2.run(script + "\nprint('well done')\n", weir)
            #expect(outcome.output == "well done\n", "\(outcome.errors); \(folder.read("python.err"))")
        }
    }

    @Test func messagesBothWays() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.expect(
            """
            fields = [("origin", "https://localhost"), ("sec-websocket-protocol", "chat")]
            tunnel = Tunnel("/chat?room=1", headers=fields)
            assert tunnel.status == 200, tunnel.status
            assert tunnel.fields["sec-websocket-protocol"] == "chat", tunnel.fields
            forbidden = {"upgrade", "connection", "sec-websocket-accept"} & set(tunnel.fields)
            assert not forbidden, forbidden
            tunnel.send(TextMessage("who"))
            assert tunnel.message() == "/chat?room=1 https://localhost"
            large = os.urandom(6_000_000)
            tunnel.send(BytesMessage(large))
            assert tunnel.message() == large
            tunnel.send(Ping(b"still there?"))
            tunnel.until(lambda: tunnel.pongs, "a pong")
            assert tunnel.pongs == [b"still there?"]
            tunnel.send(CloseConnection(1000, "enough"))
            tunnel.until(lambda: tunnel.closing, "the server's goodbye")
            assert tunnel.closing.code == 1000
            tunnel.until(lambda: tunnel.ended, "the stream's end")
            assert tunnel.reset is None
            tunnel.end()
            """)
        let line = try stage.weir.accessLine()
        #expect(line.protocol == "h2")
        #expect(line.method == "GET")
        #expect(line.path == "/chat?room=1")
        #expect(line.status == 200)
        #expect(line.attempts.map(\.status) == [101])
        #expect(line.end == "complete")
        #expect(line.requestBytes > 6_000_000)
        #expect(line.responseBytes > 6_000_000)
        try stage.weir.expectServing()
    }

    @Test func theServerSaysGoodbye() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.expect(
            """
            tunnel = Tunnel()
            tunnel.send(TextMessage("bye"))
            tunnel.until(lambda: tunnel.closing, "the server's goodbye")
            assert (tunnel.closing.code, tunnel.closing.reason) == (4001, "as you wish"), tunnel.closing
            tunnel.send(tunnel.closing.response())
            tunnel.until(lambda: tunnel.ended, "the stream's end")
            assert tunnel.reset is None
            tunnel.end()
            # The connection serves on.
            second = tunnel.http.get_next_available_stream_id()
            tunnel.status = None
            tunnel.http.send_headers(second, [
                (":method", "GET"), (":scheme", "https"), (":path", "\(Site.alivePath)"), (":authority", "localhost")],
                end_stream=True)
            tunnel.flush()
            tunnel.until(lambda: tunnel.status, "an answer on another stream")
            assert tunnel.status == 302
            """)
        #expect(try stage.weir.accessLines(2).map(\.end) == ["complete", "complete"])
        try stage.weir.expectServing()
    }

    @Test func theServerIsKilled() throws {
        let stage = try Stage()
        defer { stage.end() }
        let folder = try TemporaryFolder()
        let client = try WebSocketOverHTTP2.start(
            """
            tunnel = Tunnel()
            tunnel.send(TextMessage("hello"))
            assert tunnel.message() == "hello"
            print("now", flush=True)
            tunnel.until(lambda: tunnel.ended or tunnel.reset, "the end")
            assert tunnel.closing is None
            assert tunnel.reset in (None, "CONNECT_ERROR"), tunnel.reset
            print("well done")
            """, stage.weir, folder: folder)
        defer { client.kill() }
        try eventually("the tunnel stands: \(folder.read("python.err"))", within: 20) {
            folder.read("python.out").contains("now")
        }
        stage.server.kill()
        #expect(try client.wait(within: 20, "the client") == 0, "\(folder.read("python.err"))")
        #expect(["complete", "upstream_reset"].contains(try stage.weir.accessLine().end))
        #expect(try stage.weir.status().upstreams[0].servers[0].connections == 0)
        try stage.weir.expectServing()
    }

    @Test func theClientTakesItBack() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.expect(
            """
            tunnel = Tunnel()
            tunnel.send(TextMessage("hello"))
            assert tunnel.message() == "hello"
            tunnel.abort(h2.errors.ErrorCodes.CANCEL)
            """)
        #expect(try stage.weir.accessLine().end == "client_reset")
        try eventually("the server's connection is closed") { try stage.weir.server("web-1").connections == 0 }
        try stage.weir.expectServing()
    }

    @Test func manyOnOneConnection() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.expect(
            """
            first = Tunnel()
            for number in range(30):
                # Each on a stream of its own; the others stay open.
                first.status, first.ws = None, Connection(ConnectionType.CLIENT)
                first.stream = first.http.get_next_available_stream_id()
                first.http.send_headers(first.stream, [
                    (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", f"/{number}"),
                    (":authority", "localhost"), ("sec-websocket-version", "13")])
                first.flush()
                first.until(lambda: first.status, "an answer")
                first.send(TextMessage("who"))
                assert first.message() == f"/{number} -"
            first.socket.close()
            """)
        let lines = try stage.weir.accessLines(31)
        #expect(lines.allSatisfy { $0.end == "client_gone" && $0.status == 200 })
        try eventually("the server's connections are closed") { try stage.weir.server("web-1").connections == 0 }
        try stage.weir.expectServing()
    }

    @Test func aDrainLetsItGoOnUntilItsTimeIsUp() throws {
        let stage = try Stage { $0.top = ["drain_timeout: \(Deadline.milliseconds(1500))"] }
        defer { stage.end() }
        let folder = try TemporaryFolder()
        let client = try WebSocketOverHTTP2.start(
            """
            tunnel = Tunnel()
            print("now", flush=True)
            tunnel.until(lambda: tunnel.goaway is not None, "GOAWAY")
            tunnel.send(TextMessage("still there?"))
            assert tunnel.message() == "still there?"
            tunnel.until(lambda: tunnel.reset, "the end")
            assert tunnel.reset == "CANCEL", tunnel.reset
            print("well done")
            """, stage.weir, folder: folder)
        defer { client.kill() }
        try eventually("the tunnel stands: \(folder.read("python.err"))", within: 20) {
            folder.read("python.out").contains("now")
        }
        #expect(try stage.weir.stop() == 0)
        #expect(try client.wait(within: 20, "the client") == 0, "\(folder.read("python.err"))")
        #expect(try stage.weir.accessLine().end == "draining")
    }
}
