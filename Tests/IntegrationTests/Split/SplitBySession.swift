import Testing

@Suite struct SplitBySession {
    @Test func keepsTheArmWhateverTheWeightsDo() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let before = try WeirProcess(Layout.split(by: "session", (50, 50), origins))
        defer { before.kill() }
        let after = try WeirProcess(Layout.split(by: "session", (100, 0), origins))
        defer { after.kill() }

        let first = try Browser(before)
        let second = try Browser(after)
        var answers: [String] = []
        for _ in 0..<60 {
            first.cookies = [:]
            answers.append(try first.get().text)
            second.cookies = first.cookies
            #expect(try second.get().text == answers.last)
        }
        #expect(Set(answers) == ["stable", "canary"])
        #expect(Set(try after.newClients(60)) == ["stable"])
        #expect(try before.armReasons(60) == ["session": 60])
        #expect(try after.armReasons(120) == ["session": 120])
    }
}
