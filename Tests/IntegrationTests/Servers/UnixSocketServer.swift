import Testing

@Suite struct UnixSocketServer {
    @Test func servesLikeAnyOther() throws {
        let folder = try TemporaryFolder()
        let origin = try ScriptedOrigin(on: .unix(folder.file("app.sock")), ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/", "/").transfers.map(\.status) == [200, 200])
        #expect(origin.connections == 1)
        #expect(origin.requests.first?["Host"] == "localhost")
        let lines = try weir.accessLines(2)
        #expect(lines.allSatisfy { $0.end == "complete" && $0.server == "web-1" })
        try weir.expectServing()
    }

    @Test func aSocketThatIsNotThereIsRefused() throws {
        let folder = try TemporaryFolder()
        let weir = try WeirProcess(Site("unix:\(folder.file("none.sock"))"))
        defer { weir.kill() }

        #expect(try Curl.get(weir, "/").status == 502)
        #expect(try weir.accessLine().end == "connect_refused")
        try weir.expectServing()
    }
}
