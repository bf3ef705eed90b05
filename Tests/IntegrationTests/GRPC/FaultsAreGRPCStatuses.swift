import Testing

/// What goes wrong in Weir itself reaches a gRPC client as a status of gRPC's.
@Suite struct FaultsAreGRPCStatuses {
    private static let listener = ["http2: prior_knowledge"]

    private func expect(_ code: String, _ details: String, _ layout: Layout, end: String) throws {
        var layout = layout
        layout.listener = Self.listener
        let weir = try WeirProcess(layout)
        defer { weir.kill() }
        let outcome = try GRPC.run(
            "expect(failure(lambda: unary(b'hello', timeout=20)), grpc.StatusCode.\(code), \"\(details)\")",
            port: weir.http)
        #expect(outcome.output == "well done\n", "\(outcome.errors)")
        let line = try weir.accessLine()
        #expect(line.end == end)
        #expect(line.status == 200)
        #expect(line.protocol == "h2")
    }

    @Test func noRoute() throws {
        var layout = Layout.web("[ { id: web-1, address: 127.0.0.1:1 } ]")
        layout.routes = ["{ name: other, paths: [/elsewhere], upstream: web }"]
        try expect("UNIMPLEMENTED", "Nothing is served under this address.", layout, end: "no_route")
    }

    @Test func noServer() throws {
        let layout = Layout.web("[ { id: web-1, address: 127.0.0.1:1, state: maintenance } ]")
        try expect("UNAVAILABLE", "No server is available at the moment.", layout, end: "no_server")
    }

    @Test func aServerThatRefusesConnections() throws {
        let layout = Layout.web("[ { id: web-1, address: 127.0.0.1:1 } ]")
        try expect("UNAVAILABLE", "The server could not be reached.", layout, end: "connect_refused")
    }

    @Test func aServerThatDoesNotAnswer() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let layout = Layout.web(
            "[ { id: web-1, address: \"\(origin.address)\" } ]", "timeouts: { response: 300ms }")
        try expect(
            "DEADLINE_EXCEEDED", "The server took too long to answer.", layout, end: "response_timeout")
    }

    @Test func aServerThatSpeaksNoHTTP() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.sendingOnce("220 mail ready\r\n"))
        defer { origin.stop() }
        let layout = Layout.web("[ { id: web-1, address: \"\(origin.address)\" } ]")
        try expect("INTERNAL", "The server did not give a valid answer.", layout, end: "bad_response")
    }

    @Test func aMessageOverTheLimit() throws {
        let origin = try ScriptedOrigin { connection in
            // The head comes, and no more than a part of the message.
            _ = try connection.head()
            try connection.waitForClose()
        }
        defer { origin.stop() }
        var layout = Layout.web("[ { id: web-1, address: \"\(origin.address)\" } ]")
        layout.top.append("limits: { body_bytes: 2 }")
        try expect("RESOURCE_EXHAUSTED", "The request's body is too large.", layout, end: "body_too_large")
    }

    /// curl, as gRPC's own client would give up by itself at the same moment.
    @Test func theClientsDeadlineBoundsTheWaitForTheServer() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.hanging())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let call = ["-H", "Content-Type: application/grpc", "-H", "TE: trailers", "--data-binary", "x"]
        let curl = try Curl.get(weir, "/test.Echo/Unary", arguments: call + ["-H", "grpc-timeout: 300m"])
        #expect(curl.status == 200, "\(curl.errors)")
        #expect(curl["content-type"] == "application/grpc")
        #expect(curl["grpc-status"] == "4")
        #expect(curl["grpc-message"] == "The server took too long to answer.")
        #expect(curl.body.isEmpty)
        let line = try weir.accessLine()
        #expect(line.end == "response_timeout")
        #expect(line.durationMs >= 300 && line.durationMs < 5000 * Deadline.patience)
        #expect(try origin.waitForRequests(1)[0]["grpc-timeout"] == "300m")
        try weir.expectServing()
    }

    @Test func oneInOtherWordsThanGRPCsDoesNot() throws {
        let origin = try ScriptedOrigin { connection in
            guard try connection.request() != nil else { return }
            try connection.respond("late")
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        for timeout in ["grpc-timeout: 1ms", "grpc-timeout: 0", "grpc-timeout: 123456789n"] {
            let call = ["-H", "Content-Type: application/grpc", "-H", timeout, "--data-binary", "x"]
            #expect(try Curl.get(weir, "/", arguments: call).body == "late")
        }
        #expect(try weir.accessLines(3).allSatisfy { $0.end == "complete" })
    }

    @Test func otherClientsAreToldInHTTP() throws {
        let weir = try WeirProcess(Site("127.0.0.1:1"))
        defer { weir.kill() }
        let json = try Curl.get(weir, "/", arguments: ["-H", "Content-Type: application/json"])
        #expect(json.status == 502)
        let old = try Curl.get(weir, "/", arguments: ["--http1.1", "-H", "Content-Type: application/grpc"])
        #expect(old.status == 502)
    }
}
