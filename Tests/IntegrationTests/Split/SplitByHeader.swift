import Testing

@Suite struct SplitByHeader {
    @Test func oneValueOneArm() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(Layout.split(by: "{ header: x-user-id }", (50, 50), origins))
        defer { weir.kill() }

        let first = try weir.newClients(200) { ["X-User-Id: user-\($0)"] }
        let second = try weir.newClients(200) { ["x-user-id:  user-\($0) "] }
        #expect(first == second)
        #expect(isPlausible(first.count { $0 == "canary" }, of: 200, share: 0.5))
        #expect(try weir.armReasons(400) == ["header": 400])
        // No cookie is needed, so none is set.
        #expect(try Browser(weir).get("/", "X-User-Id: user-1").setCookies.isEmpty)
    }

    @Test func withoutAValueEveryRequestDraws() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(Layout.split(by: "{ header: x-user-id }", (50, 50), origins))
        defer { weir.kill() }

        let answers = try weir.newClients(200) { $0.isMultiple(of: 2) ? [] : ["X-User-Id:"] }
        #expect(isPlausible(answers.count { $0 == "canary" }, of: 200, share: 0.5))
        #expect(try weir.armReasons(200) == ["request": 200])
    }
}
