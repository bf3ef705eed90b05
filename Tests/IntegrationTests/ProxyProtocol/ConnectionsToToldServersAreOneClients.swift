import Testing

@Suite struct ConnectionsToToldServersAreOneClients {
    private static func site(_ origin: ScriptedOrigin) -> Site {
        var site = HeaderNamesTheClient.site(origin, "accept")
        site.upstream = ["proxy_protocol: v1"]
        return site
    }

    @Test func oneClientsRequestsShareOne() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        for _ in 0..<3 {
            try client.get()
            #expect(try client.response().status == 200)
        }
        #expect(origin.connections == 1)
        #expect(try weir.accessLines(3).flatMap { $0.attempts.map(\.reused) } == [false, true, true])
    }

    @Test func twoClientsNeverDo() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let clients = try (1...3).map { _ in try RawClient(port: weir.http) }
        for round in 0..<3 {
            let headers = try (1...3).map { number in
                if round == 0 { try clients[number - 1].send(ProxyHeaderBytes.line(from: "192.0.2.\(number)")) }
                try clients[number - 1].get()
                return try clients[number - 1].response().text
            }
            #expect(
                headers == (1...3).map { ScriptedOrigin.hexadecimal(ProxyHeaderBytes.line(from: "192.0.2.\($0)")) })
        }
        #expect(origin.connections == 3)
    }

    @Test func aClientWithTheSameAddressDoesNotGetThem() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        for count in 1...3 {
            let client = try RawClient(port: weir.http)
            try client.send(ProxyHeaderBytes.line(from: "192.0.2.7"))
            try client.get()
            #expect(try client.response().status == 200)
            #expect(origin.connections == count)
        }
    }

    @Test func theyEndWithTheirClient() throws {
        let origin = try ScriptedOrigin { connection in
            _ = try connection.proxyHeader()
            guard try connection.request() != nil else { return }
            try connection.respond()
            try connection.waitForClose()
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        #expect(try client.response().status == 200)
        client.close()
        // Long before `timeouts.idle`.
        try origin.waitForClosed()
        try weir.expectServing()
    }

    @Test func streamsOfOneConnectionMayHaveSeveral() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.tellingHeader())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let paths = (0..<8).map { "https://localhost/\($0)" }
        let curl = try Curl.run(["--parallel", "--connect-to", "::127.0.0.1:\(weir.https)"], urls: paths)
        #expect(curl.exitCode == 0, "\(curl.errors)")
        #expect(try weir.accessLines(8).allSatisfy { $0.protocol == "h2" && $0.status == 200 })
        #expect(origin.connections <= 8)
    }
}
