import Testing

@Suite struct ApplicationCookieOfSameNameDoesNotPass {
    /// Cookies of a first and a second response.
    private static func cookies(affinity: String) throws -> [[String]] {
        let origin = try ScriptedOrigin(
            ScriptedOrigin.answering(
                fields: "Set-Cookie: session=1; Path=/", "set-cookie: SERVERID=mine; HttpOnly", "Set-Cookie: z=2"))
        defer { origin.stop() }
        let servers = "[ { id: web-1, address: \"\(origin.address)\" } ]"
        let weir = try WeirProcess(.web(servers, affinity: affinity))
        defer { weir.kill() }
        let browser = try Browser(weir)
        let first = try browser.get().setCookies
        browser.cookies["SERVERID"] = first.first { $0.name == "SERVERID" && $0.value != "mine" }?.value
        let second = try browser.get().setCookies
        return [first, second].map { $0.map { $0.name == "SERVERID" && $0.value != "mine" ? "ours" : $0.name } }
    }

    @Test func theClientGetsOnlyOurs() throws {
        let cookies = try Self.cookies(affinity: "cookie: SERVERID")
        #expect(cookies[0].sorted() == ["ours", "session", "z"])
        #expect(cookies[1].sorted() == ["session", "z"])
    }

    @Test func unlessItIsToBePreserved() throws {
        let cookies = try Self.cookies(affinity: "cookie: SERVERID, preserve: true")
        #expect(cookies[0].sorted() == ["SERVERID", "ours", "session", "z"])
        #expect(cookies[1].sorted() == ["SERVERID", "session", "z"])
    }
}
