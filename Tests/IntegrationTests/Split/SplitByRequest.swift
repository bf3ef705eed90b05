import Testing

@Suite struct SplitByRequest {
    @Test func everyRequestDraws() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(
            Layout.split(by: "request", (80, 20), origins, upstream: ", affinity: { cookie: SERVERID, mode: plain }"))
        defer { weir.kill() }

        // Also that of a client who has a cookie: it names a server, not an arm.
        let browser = try Browser(weir)
        let answers = try browser.get((0..<600).map { _ in (target: "/", fields: []) }).map(\.text)
        let canary = answers.count { $0 == "canary" }
        #expect(isPlausible(canary, of: 600, share: 0.2), "\(canary)")
        #expect(try weir.armReasons(600) == ["request": 600])
    }
}
