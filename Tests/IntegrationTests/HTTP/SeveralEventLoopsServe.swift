import Testing

@Suite struct SeveralEventLoopsServe {
    @Test func onOnePortWithOneLog() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Site(origin.address)
        site.top = ["workers: 3"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let clients = try (0..<30).map { _ in try RawClient(port: weir.http) }
        for client in clients { try client.get() }
        for client in clients { #expect(try client.response().text == "hello") }
        let lines = try weir.accessLines(30)
        #expect(lines.allSatisfy { $0.end == "complete" })
        #expect(Set(lines.map(\.id)).count == 30)
        #expect(try weir.metric("weir_requests_total", "code=\"200\"") == 30)
        try weir.expectServing()
        for client in clients { client.close() }
        #expect(try weir.stop() == 0)
    }
}
