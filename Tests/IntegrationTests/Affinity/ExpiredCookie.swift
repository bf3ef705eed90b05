import Testing

@Suite struct ExpiredCookie {
    private struct Expired {
        var old: AffinityValue
        var new: AffinityValue
        var verdicts: [String?]
    }

    /// Comes again and again with the first cookie until it has expired.
    private static func expire(_ affinity: String) throws -> Expired {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), affinity: affinity))
        defer { weir.kill() }
        let browser = try Browser(weir)
        try browser.get()
        let first = try #require(browser.cookies["SERVERID"])
        var requests = 1
        let fresh = try eventually("the cookie expires") {
            // Whatever came meanwhile, the client shows the old one.
            let again = try Browser(weir, cookies: ["SERVERID": first])
            try again.get()
            requests += 1
            let line = try weir.accessLines(requests)[requests - 1]
            return line.affinity == "expired" ? again.cookies["SERVERID"] : nil
        }
        return Expired(
            old: try AffinityValue(first), new: try AffinityValue(fresh),
            verdicts: try weir.accessLines(requests).map(\.affinity))
    }

    @Test func afterItsIdleTimeTheClientGetsANewServerButStaysItself() throws {
        let expired = try Self.expire("cookie: SERVERID, idle: 1s, lifetime: 1h")
        #expect(expired.verdicts.first == "none")
        #expect(expired.verdicts.dropFirst().dropLast().allSatisfy { $0 == "valid" })
        #expect(expired.verdicts.last == "expired")
        #expect(expired.new.client == expired.old.client)
    }

    @Test func afterItsLifetimeTheClientIsAnother() throws {
        let expired = try Self.expire("cookie: SERVERID, idle: 1s, lifetime: 1s")
        #expect(expired.verdicts.last == "expired")
        #expect(expired.new.client != expired.old.client)
    }
}
