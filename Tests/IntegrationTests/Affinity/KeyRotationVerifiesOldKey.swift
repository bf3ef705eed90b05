import Testing

@Suite struct KeyRotationVerifiesOldKey {
    @Test func theFirstSignsAndAllVerify() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        func weir(_ keys: String) throws -> WeirProcess {
            var layout = Layout.web(origins.servers(), "balance: random", affinity: "cookie: SERVERID")
            layout.top = [keys]
            return try WeirProcess(layout)
        }
        let old = try weir(Layout.affinityKeys("o"))
        defer { old.kill() }
        let both = try weir(Layout.affinityKeys("n", "o"))
        defer { both.kill() }
        let new = try weir(Layout.affinityKeys("n"))
        defer { new.kill() }

        let early = try Browser(old)
        let home = try early.get().text
        // Rotation moves nobody.
        #expect(try Browser(both, cookies: early.cookies).get().text == home)
        #expect(try both.accessLine().affinity == "valid")
        let late = try Browser(both)
        let lateHome = try late.get().text
        // The old key is taken away: what it signed ends, what the new one signed goes on.
        #expect(try Browser(new, cookies: late.cookies).get().text == lateHome)
        try Browser(new, cookies: early.cookies).get()
        #expect(try new.accessLines(2).map(\.affinity) == ["valid", "forged"])
    }

    @Test func withoutKeysAWarningSaysThatCookiesEndWithTheProcess() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(), affinity: "cookie: SERVERID")
        layout.top = []
        let weir = try WeirProcess(layout)
        defer { weir.kill() }
        #expect(weir.standardError.contains("no `affinity_keys`"))
        let browser = try Browser(weir)
        try browser.get()
        #expect(try browser.get().setCookies.isEmpty)
        #expect(try weir.accessLines(2).map(\.affinity) == ["none", "valid"])
    }
}
