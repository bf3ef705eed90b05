import Testing

@Suite struct WeightZero {
    @Test func theClientsOfTheArmMoveAtOnceAndNobodyElse() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let before = try WeirProcess(Layout.split(by: "client", (60, 40), origins))
        defer { before.kill() }
        let after = try WeirProcess(Layout.split(by: "client", (60, 0), origins))
        defer { after.kill() }

        let first = try Browser(before)
        let second = try Browser(after)
        var answers: [String] = []
        for _ in 0..<60 {
            first.cookies = [:]
            answers.append(try first.get().text)
            second.cookies = first.cookies
            #expect(try second.get().text == "stable")
        }
        #expect(Set(answers) == ["stable", "canary"])
        #expect(try after.armReasons(60) == ["client": 60])
    }
}
