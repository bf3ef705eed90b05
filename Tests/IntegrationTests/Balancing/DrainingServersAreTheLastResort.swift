import Testing

@Suite struct DrainingServersAreTheLastResort {
    @Test func afterReadyOnesAndBackups() throws {
        let origins = try NamedOrigins("drained", "spare", "web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(["drained": "state: drain", "spare": "backup: true"])))
        defer { weir.kill() }

        #expect(Set(try weir.newClients(10)) == ["web-1"])
        try origins["web-1"].stop()
        #expect(Set(try weir.newClients(10)) == ["spare"])
        try origins["spare"].stop()
        #expect(Set(try weir.newClients(10)) == ["drained"])
        // And then there is nobody.
        try origins["drained"].stop()
        #expect(try Browser(weir).get().status == 502)
    }

    @Test func maintenanceIsNoResort() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(["web-1": "state: maintenance"])))
        defer { weir.kill() }
        #expect(try Browser(weir).get().status == 503)
        let line = try weir.accessLine()
        #expect(line.end == "no_server")
        #expect(line.server == nil)
        #expect(origins.counts == ["web-1": 0])
    }
}
