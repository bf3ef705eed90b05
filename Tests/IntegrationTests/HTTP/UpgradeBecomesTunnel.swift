import Testing

@Suite struct UpgradeBecomesTunnel {
    /// Echoes every message.
    private static let webSocketServer = """
        import asyncio, websockets
        async def echo(socket):
            async for message in socket:
                await socket.send(message)
        async def main():
            async with websockets.serve(echo, "127.0.0.1", 0, max_size=None) as server:
                print(server.sockets[0].getsockname()[1], flush=True)
                await asyncio.Future()
        asyncio.run(main())
        """

    /// Sends text, a large binary message and a ping, and says goodbye.
    private static let webSocketClient = """
        import asyncio, os, ssl, sys, websockets
        async def main(url, authority):
            context = ssl.create_default_context(cafile=authority) if url.startswith("wss:") else None
            async with websockets.connect(url, ssl=context, max_size=None) as socket:
                await socket.send("hello")
                assert await socket.recv() == "hello"
                large = os.urandom(3_000_000)
                await socket.send(large)
                assert await socket.recv() == large
                await asyncio.wait_for(await socket.ping(), 5)
            assert socket.close_code == 1000, socket.close_code
            print("well done")
        asyncio.run(main(sys.argv[1], sys.argv[2]))
        """

    @Test(arguments: ["wss", "ws"])
    func forARealWebSocketClientAndServer(scheme: String) throws {
        let folder = try TemporaryFolder()
        let (server, port) = try Python.start(Self.webSocketServer, folder: folder)
        defer { server.kill() }
        let weir = try WeirProcess(Site("127.0.0.1:\(port)"))
        defer { weir.kill() }

        let url = "\(scheme)://localhost:\(scheme == "wss" ? weir.https : weir.http)/chat"
        let outcome = try Python.run(Self.webSocketClient, [url, try TestCertificates.shared.authority])
        #expect(outcome.output == "well done\n", "\(outcome.errors); \(folder.read("python.err"))")
        let line = try weir.accessLine()
        #expect(line.status == 101)
        #expect(line.end == "complete")
        #expect(line.path == "/chat")
        #expect(line.requestBytes > 3_000_000)
        #expect(line.responseBytes > 3_000_000)
        try weir.expectServing()
    }

    private static let request =
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
    private static let switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"

    /// Switches, greets in the same write, echoes until the other side closes.
    private static let echoing: ScriptedOrigin.Script = { connection in
        guard let request = try connection.request(), request["Upgrade"] == "echo" else { return }
        try connection.send(switching + "greeting ")
        do {
            while true { try connection.send(try connection.some()) }
        } catch Socket.Ending.closed {}
        try connection.waitForClose()
    }

    @Test func bytesBesideTheHeadsAreNotLost() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.request + "early ")
        let head = try client.head()
        #expect(head.startLine == "HTTP/1.1 101 Switching Protocols")
        #expect(head["Upgrade"] == "echo")
        #expect(head["Connection"]?.lowercased() == "upgrade")
        #expect(try client.bytes(15) == Array("greeting early ".utf8))
        try client.send("later")
        #expect(try client.bytes(5) == Array("later".utf8))
        client.close()
        try origin.waitForClosed()
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.status == 101)
        #expect(line.requestBytes == 11)
        #expect(line.responseBytes == 20)
        try weir.expectServing()
    }

    @Test func theAnswerSetsTheAffinityCookie() throws {
        let origins = try NamedOrigins("web-1", "web-2") { _ in Self.echoing }
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), "balance: round_robin", affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        let first = try RawClient(port: weir.http)
        try first.send(Self.request)
        let cookie = try first.head()["Set-Cookie"]?.prefix { $0 != ";" } ?? ""
        #expect(cookie.hasPrefix("SERVERID="))
        first.close()
        for _ in 0..<3 {
            let client = try RawClient(port: weir.http)
            try client.send(Self.request.replacing("Host:", with: "Cookie: \(cookie)\r\nHost:"))
            #expect(try client.head()["Set-Cookie"] == nil)
            client.close()
        }
        let lines = try weir.accessLines(4)
        #expect(lines.compactMap(\.affinity).sorted() == ["none", "valid", "valid", "valid"])
        #expect(Set(lines.map(\.server)).count == 1)
    }

    @Test func theServersCloseReachesTheClientBehindItsLastBytes() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.send(Self.switching + String(repeating: "x", count: 500_000))
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.request)
        _ = try client.head()
        #expect(try client.rest().utf8.count == 500_000)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }

    @Test func silenceEndsIt() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["timeouts: { tunnel: 300ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.request)
        _ = try client.head()
        #expect(try client.rest(within: 5) == "greeting ")
        try origin.waitForClosed()
        #expect(try weir.accessLine().end == "tunnel_idle")
        try weir.expectServing()
    }

    @Test func theDeadlineForResponsesDoesNotHoldInIt() throws {
        let origin = try ScriptedOrigin(Self.echoing)
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["timeouts: { tunnel: 1s }"]
        site.upstream = ["timeouts: { response: 200ms }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.request)
        _ = try client.head()
        #expect(try client.rest(within: 5) == "greeting ")
        #expect(try weir.accessLine().end == "tunnel_idle")
        try weir.expectServing()
    }

    @Test func aServerThatDeclinesAnswersInHTTP() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(Self.request)
        #expect(try client.response().text == "hello")
        try client.get()
        #expect(try client.response().text == "hello")
        #expect(try weir.accessLines(2).map(\.status) == [200, 200])
        try weir.expectServing()
    }

    @Test func backpressureHoldsInBothDirections() throws {
        let size = 64 << 20
        let gate = Gate()
        let origin = try ScriptedOrigin(receiveBuffer: 64 * 1024) { connection in
            guard try connection.request() != nil else { return }
            try connection.send(Self.switching)
            try gate.wait(within: 30)
            try connection.discard(size, within: 60)
            _ = connection.socket.sendUntilStalled(size, patience: 5)
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        let before = try weir.residentBytes()

        let client = try RawClient(port: weir.http, receiveBuffer: 64 * 1024)
        try client.send(Self.request)
        _ = try client.head()
        let held = client.socket.sendUntilStalled(size)
        #expect(held < size)
        gate.open()
        #expect(held + client.socket.sendUntilStalled(size - held, patience: 5) == size)
        try client.discard(size, within: 60)
        #expect(client.isClosed())
        #expect(try weir.residentBytes() - before < 24 << 20)
        let line = try weir.accessLine()
        #expect(line.end == "complete")
        #expect(line.requestBytes == size)
        #expect(line.responseBytes == size)
        try weir.expectServing()
    }
}
