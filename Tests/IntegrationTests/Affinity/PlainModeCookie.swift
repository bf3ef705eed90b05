import Testing

@Suite struct PlainModeCookie {
    @Test func namesTheServerItself() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), affinity: "cookie: SERVERID, mode: plain"))
        defer { weir.kill() }

        let browser = try Browser(weir)
        let home = try browser.get().text
        #expect(browser.cookies == ["SERVERID": home])
        let again = try browser.get()
        #expect(again.text == home)
        #expect(again.setCookies.isEmpty)
        for name in origins.names {
            #expect(try Browser(weir, cookies: ["SERVERID": name]).get().text == name)
        }
        let lost = try Browser(weir, cookies: ["SERVERID": "web-3"])
        let found = try lost.get().text
        #expect(lost.cookies["SERVERID"] == found)
        #expect(try weir.accessLines(5).map(\.affinity) == ["none", "valid", "valid", "valid", "unknown"])
    }

    @Test func namesTheServerThatAnsweredAfterARetry() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), affinity: "cookie: SERVERID, mode: plain"))
        defer { weir.kill() }
        try origins["web-1"].stop()
        let browser = try Browser(weir, cookies: ["SERVERID": "web-1"])
        #expect(try browser.get().text == "web-2")
        #expect(browser.cookies == ["SERVERID": "web-2"])
        #expect(try weir.accessLine().affinity == "unreachable")
    }
}
