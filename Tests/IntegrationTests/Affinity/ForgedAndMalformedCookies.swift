import Testing

@Suite struct ForgedAndMalformedCookies {
    @Test func countAsNoneAndAreReplaced() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), affinity: "cookie: SERVERID"))
        defer { weir.kill() }
        let genuine = try Browser(weir)
        try genuine.get()
        let value = try #require(genuine.cookies["SERVERID"])

        let cases = [
            (try AffinityValue(value).forged, "forged"),
            (String(value.dropLast()), "malformed"),
            (value + "A", "malformed"),
            ("web-1", "malformed"),
            ("", "malformed"),
            (String(repeating: "!", count: 71), "malformed"),
            // Version 255, which this one does not know.
            ("_" + value.dropFirst(), "malformed"),
            (value, "valid"),
        ]
        for (cookie, _) in cases {
            let browser = try Browser(weir, cookies: ["SERVERID": cookie])
            let response = try browser.get()
            #expect(response.status == 200)
            #expect(response.setCookies.count == (cookie == value ? 0 : 1), "\(cookie)")
        }
        #expect(try weir.accessLines(1 + cases.count).dropFirst().map(\.affinity) == cases.map(\.1))
    }

    /// What another site's Weir signed is worth nothing here.
    @Test func aStrangersKeyDoesNotVerify() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(), affinity: "cookie: SERVERID")
        layout.top = [Layout.affinityKeys("s")]
        let stranger = try WeirProcess(layout)
        defer { stranger.kill() }
        let browser = try Browser(stranger)
        try browser.get()

        let weir = try WeirProcess(.web(origins.servers(), affinity: "cookie: SERVERID"))
        defer { weir.kill() }
        let response = try Browser(weir, cookies: browser.cookies).get()
        #expect(response.setCookies.map(\.name) == ["SERVERID"])
        #expect(try weir.accessLine().affinity == "forged")
    }

    /// Of a removed server, or from another upstream with the same cookie.
    @Test func aServerThatIsNotOursIsUnknown() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let before = try WeirProcess(.web(origins.servers(["web-2": "backup: true"]), affinity: "cookie: SERVERID"))
        defer { before.kill() }
        let browser = try Browser(before)
        #expect(try browser.get().text == "web-1")

        let rest = try "[ { id: web-2, address: \"\(origins["web-2"].address)\" } ]"
        let weir = try WeirProcess(.web(rest, affinity: "cookie: SERVERID"))
        defer { weir.kill() }
        let response = try Browser(weir, cookies: browser.cookies).get()
        #expect(response.text == "web-2")
        #expect(response.setCookies.map(\.name) == ["SERVERID"])
        #expect(try weir.accessLine().affinity == "unknown")
    }
}
