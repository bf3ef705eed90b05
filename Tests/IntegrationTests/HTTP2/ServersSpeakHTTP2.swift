import Testing

/// Servers that speak HTTP/2 in clear text: another Weir, which speaks HTTP/1.1 to its own.
@Suite struct ServersSpeakHTTP2 {
    private static let large = (0..<60_000).map { "line \($0)\n" }.joined()

    /// A Weir before an origin, to be a server itself.
    private func server(of origin: ScriptedOrigin, _ keys: String...) throws -> WeirProcess {
        var site = Site(origin.address)
        site.http = ["http2: prior_knowledge"]
        site.top = keys
        return try WeirProcess(site)
    }

    private func front(_ servers: WeirProcess..., keys: String...) throws -> WeirProcess {
        var site = Site(servers: servers.map { "127.0.0.1:\($0.http)" })
        site.upstream = ["protocol: h2"] + keys
        site.http = ["http2: prior_knowledge"]
        return try WeirProcess(site)
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func requestsPassFromEitherVersion(version: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering("hello", fields: "X-Flavour: plain"))
        defer { origin.stop() }
        let server = try server(of: origin)
        defer { server.kill() }
        let weir = try front(server)
        defer { weir.kill() }

        let curl = try Curl.get(weir, "/a?x=1", "/b", host: "shop.example.test", arguments: [version])
        #expect(curl.transfers.map(\.status) == [200, 200], "\(curl.errors)")
        #expect(curl.body == "hellohello")
        #expect(curl["x-flavour"] == "plain")
        let request = try origin.waitForRequests(2)[0]
        #expect(request.target == "/a?x=1")
        #expect(request["Host"] == "shop.example.test")
        #expect(try server.accessLines(2).map(\.protocol) == ["h2", "h2"])
        let lines = try weir.accessLines(2)
        #expect(lines.allSatisfy { $0.end == "complete" })
        #expect(lines.map { $0.attempts.first?.reused } == [false, true])
        try weir.expectServing()
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func bodiesPassBothWays(version: String) throws {
        let origin = try ScriptedOrigin { connection in
            while let request = try connection.request() { try connection.respond(request.text) }
        }
        defer { origin.stop() }
        let server = try server(of: origin)
        defer { server.kill() }
        let weir = try front(server)
        defer { weir.kill() }

        let file = try weir.folder.write("body", Self.large)
        let unknownLength =
            version == "--http2"
            ? ["-X", "POST", "-T", file, "-H", "Content-Length:"]
            : ["-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file)"]
        for source in [["--data-binary", "@\(file)"], unknownLength] {
            let curl = try Curl.get(weir, "/", arguments: [version, "-H", "Expect:"] + source)
            #expect(curl.status == 200, "\(curl.errors)")
            #expect(curl.body == Self.large)
        }
        #expect(try weir.accessLines(2).allSatisfy { $0.end == "complete" })
        try weir.expectServing()
    }

    @Test func manyRequestsShareOneConnection() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let server = try server(of: origin)
        defer { server.kill() }
        let weir = try front(server)
        defer { weir.kill() }

        let load = try Command.run(
            "h2load", ["-n", "500", "-c", "5", "-m", "10", "http://127.0.0.1:\(weir.http)/"],
            package: "nghttp2-client")
        #expect(load.output.contains("500 succeeded, 0 failed, 0 errored"), "\(load.output)")
        #expect(try weir.metric("weir_server_connections", "state=\"open\"") == 1)
        #expect(try weir.metric("weir_server_connections", "state=\"active\"") == 0)
        try weir.expectServing()
    }

    @Test func furtherConnectionsAreOpenedWhenStreamsRunOut() throws {
        let gate = Gate()
        let origin = try ScriptedOrigin { connection in
            while try connection.request() != nil {
                try gate.wait()
                try connection.respond("late")
            }
        }
        defer { origin.stop() }
        let server = try server(of: origin)
        defer { server.kill() }
        let weir = try front(server, keys: "pool: { streams: 2 }")
        defer { weir.kill() }

        let clients = try (0..<5).map { _ in
            let client = try RawClient(port: weir.http)
            try client.get()
            return client
        }
        _ = try eventually("five requests have come") { origin.connections == 5 }
        #expect(try weir.metric("weir_server_connections", "state=\"open\"") >= 3)
        gate.open()
        for client in clients { #expect(try client.response().text == "late") }
        try weir.expectServing()
    }

    @Test func aServerThatIsKilledIsReplaced() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let first = try server(of: origin)
        defer { first.kill() }
        let second = try server(of: origin)
        defer { second.kill() }
        let weir = try front(first, second)
        defer { weir.kill() }

        for _ in 0..<4 { #expect(try Curl.getPlain(weir, "/").status == 200) }
        first.kill()
        for _ in 0..<6 { #expect(try Curl.getPlain(weir, "/").status == 200) }
        #expect(try weir.accessLines(10).allSatisfy { $0.end == "complete" })
        try weir.expectServing()
    }

    @Test func aServerThatDrainsLosesNoRequest() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let first = try server(of: origin)
        defer { first.kill() }
        let second = try server(of: origin)
        defer { second.kill() }
        let weir = try front(first, second)
        defer { weir.kill() }

        let port = weir.http
        let results = try concurrently(2) { index -> String in
            if index == 0 {
                return try Command.run(
                    "h2load", ["-n", "3000", "-c", "4", "-m", "4", "http://127.0.0.1:\(port)/"],
                    package: "nghttp2-client", within: 60
                ).output
            }
            try eventually("requests have come") { origin.requests.count > 300 }
            return "\(try first.stop())"
        }
        #expect(results[0].contains("3000 succeeded, 0 failed, 0 errored"), "\(results[0])")
        #expect(results[1] == "0")
        try weir.expectServing()
    }

    @Test func probesSpeakItToo() throws {
        let health = HealthSwitch()
        let origin = try ScriptedOrigin { connection in
            while try connection.request() != nil {
                try connection.respond("page", status: health.isUp("web-1") ? "200 OK" : "500 Internal Server Error")
            }
        }
        defer { origin.stop() }
        let server = try server(of: origin)
        defer { server.kill() }
        let weir = try front(
            server, keys: "health: { type: http, path: /health, interval: 100ms, timeout: 5s, fall: 1, rise: 1 }")
        defer { weir.kill() }

        try eventually("the server is probed") { try !server.accessLines(1).isEmpty }
        #expect(try weir.server("web-1").health == "up")
        health.set("web-1", up: false)
        try eventually("down") { try weir.server("web-1").health == "down" }
        health.set("web-1", up: true)
        try eventually("up") { try weir.server("web-1").health == "up" }
        #expect(try server.accessLines(3).allSatisfy { $0.protocol == "h2" && $0.path == "/health" })
    }

    @Test func aClientThatGoesEndsItsStreamOnly() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let server = try server(of: origin)
        defer { server.kill() }
        let weir = try front(server)
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.get()
        _ = try origin.waitForRequests(1)
        client.socket.close()
        #expect(try weir.accessLine().end == "client_gone")
        #expect(try server.accessLine().end == "client_reset")
        try origin.waitForClosed()
        #expect(try weir.metric("weir_server_connections", "state=\"open\"") == 1)
        try weir.expectServing()
    }
}
