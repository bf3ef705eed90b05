import Testing

@Suite struct NoWeight503 {
    @Test(arguments: ["request", "client", "session", "ip", "{ header: x-user }"])
    func allArmsAtZero(_ unit: String) throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(Layout.split(by: unit, (0, 0), origins))
        defer { weir.kill() }
        // It is allowed, but a warning says so before anybody is hurt.
        #expect(weir.standardError.contains("warning"))

        let response = try Browser(weir).get("/", "X-User: somebody")
        #expect(response.status == 503)
        #expect(response.setCookies.isEmpty)
        let line = try weir.accessLine()
        #expect(line.end == "no_weight")
        #expect(line.route == "site")
        #expect(line.arm == nil)
        #expect(line.server == nil)
    }
}
