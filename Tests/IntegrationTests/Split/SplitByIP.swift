import Testing

@Suite struct SplitByIP {
    @Test func oneAddressOneArm() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(Layout.split(by: "ip", (70, 30), origins))
        defer { weir.kill() }

        func address(_ index: Int) -> String {
            index.isMultiple(of: 2) ? "203.0.113.\(index / 2)" : "2001:db8::\(String(index, radix: 16))"
        }
        let first = try weir.newClients(300) { ["X-Forwarded-For: \(address($0))"] }
        let second = try weir.newClients(300) { ["X-Forwarded-For: \(address($0))"] }
        #expect(first == second)
        #expect(isPlausible(first.count { $0 == "canary" }, of: 300, share: 0.3))
        #expect(try weir.armReasons(600) == ["ip": 600])
    }
}
