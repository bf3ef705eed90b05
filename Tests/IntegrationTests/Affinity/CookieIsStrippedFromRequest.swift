import Testing

@Suite struct CookieIsStrippedFromRequest {
    /// The `Cookie` fields of requests as the server got them.
    private static func received(affinity: String) throws -> [[String]] {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let servers = "[ { id: web-1, address: \"\(origin.address)\" } ]"
        let weir = try WeirProcess(.web(servers, affinity: affinity))
        defer { weir.kill() }
        let browser = try Browser(weir)
        try browser.get()
        try browser.get()
        let value = browser.cookies["SERVERID"] ?? ""
        browser.cookies = [:]
        try browser.get("/", "Cookie: a=1; SERVERID=\(value); b=\"x y\"; SERVERIDS=c")
        try browser.get("/", "Cookie: SERVERID=\(value)", "Cookie: c=3")
        return try origin.waitForRequests(4).map { $0.head.all("Cookie").map { $0.replacing(value, with: "VALUE") } }
    }

    @Test func theServerSeesTheOthersOnly() throws {
        let received = try Self.received(affinity: "cookie: SERVERID")
        #expect(received == [[], [], ["a=1; b=\"x y\"; SERVERIDS=c"], ["c=3"]])
    }

    @Test func unlessItIsToBePreserved() throws {
        let received = try Self.received(affinity: "cookie: SERVERID, preserve: true")
        #expect(received[1] == ["SERVERID=VALUE"])
        #expect(received[2] == ["a=1; SERVERID=VALUE; b=\"x y\"; SERVERIDS=c"])
        #expect(received[3] == ["SERVERID=VALUE; c=3"])
    }
}
