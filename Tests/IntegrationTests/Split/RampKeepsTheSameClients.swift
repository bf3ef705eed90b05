import Testing

@Suite struct RampKeepsTheSameClients {
    @Test func upAndDownAgain() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weirs = try [5, 20, 5].map { try WeirProcess(Layout.split(by: "client", (100 - $0, $0), origins)) }
        defer { for weir in weirs { weir.kill() } }

        let count = 400
        let browsers = try weirs.map { try Browser($0) }
        let journeys = try (0..<count).map { _ in
            var cookies: [String: String] = [:]
            return try browsers.map { browser in
                browser.cookies = cookies
                let answer = try browser.get().text
                cookies = browser.cookies
                return answer
            }
        }
        // Who was among the 5 % is among the 20 %, and the 5 % afterwards are the same.
        #expect(journeys.allSatisfy { $0[0] == $0[2] })
        #expect(journeys.allSatisfy { $0[0] == "stable" || $0[1] == "canary" })
        let shares = (0..<3).map { step in journeys.count { $0[step] == "canary" } }
        #expect(isPlausible(shares[0], of: count, share: 0.05), "\(shares)")
        #expect(isPlausible(shares[1], of: count, share: 0.2), "\(shares)")
        for weir in weirs { #expect(try weir.armReasons(count) == ["client": count]) }
    }
}
