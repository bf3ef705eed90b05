import Testing

/// Another Weir is the server.
@Suite struct ServersAreSpokenToOverTLS {
    private func weir(_ server: WeirProcess, _ keys: String..., name: String = "localhost") throws -> WeirProcess {
        var site = Site("127.0.0.1:\(server.https)")
        let authority = try TestCertificates.shared.authority
        site.upstream = ["tls: { authorities: \(authority), name: \(name) }"] + keys
        return try WeirProcess(site)
    }

    @Test(arguments: [("http/1.1", "http/1.1"), ("h2", "h2")])
    func inEitherVersion(version: String, logged: String) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let server = try WeirProcess(Site(origin.address))
        defer { server.kill() }
        let weir = try weir(server, "protocol: \(version)")
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/", "/").transfers.map(\.status) == [200, 200])
        let lines = try server.accessLines(2)
        #expect(lines.map(\.protocol) == [logged, logged])
        #expect(lines.allSatisfy { $0.tls?.sni == "localhost" })
        #expect(try weir.accessLines(2).map { $0.attempts.first?.reused } == [false, true])
        try weir.expectServing()
    }

    @Test func aCertificateForAnotherNameIsRefused() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let server = try WeirProcess(Site(origin.address))
        defer { server.kill() }
        let weir = try weir(server, name: "elsewhere.example.com")
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "upstream_tls")
        try weir.waitForError(containing: "TLS to a server failed")
        #expect(origin.connections == 0)
        try weir.expectServing()
    }

    @Test func anUnknownAuthorityIsRefused() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let server = try WeirProcess(Site(origin.address))
        defer { server.kill() }
        var site = Site("127.0.0.1:\(server.https)")
        site.upstream = ["tls: { name: localhost }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "upstream_tls")
        try weir.expectServing()
    }

    @Test func aServerThatSpeaksNoTLSGives502() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let server = try WeirProcess(Site(origin.address))
        defer { server.kill() }
        var site = Site("127.0.0.1:\(server.http)")
        site.upstream = ["tls: { name: localhost }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "upstream_tls")
        try weir.expectServing()
    }

    @Test func largeBodiesPassBothWays() throws {
        let origin = try ScriptedOrigin { connection in
            while let request = try connection.request() { try connection.respond(request.text) }
        }
        defer { origin.stop() }
        let server = try WeirProcess(Site(origin.address))
        defer { server.kill() }
        let weir = try weir(server)
        defer { weir.kill() }

        let body = (0..<60_000).map { "line \($0)\n" }.joined()
        let file = try weir.folder.write("body", body)
        let curl = try Curl.get(weir, "/", arguments: ["-H", "Expect:", "--data-binary", "@\(file)"])
        #expect(curl.status == 200, "\(curl.errors)")
        #expect(curl.body == body)
        #expect(try weir.accessLine().end == "complete")
        try weir.expectServing()
    }
}
