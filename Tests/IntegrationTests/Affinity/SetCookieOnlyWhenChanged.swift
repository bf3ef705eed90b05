import Testing

@Suite struct SetCookieOnlyWhenChanged {
    @Test func thenTheResponseIsPrivate() throws {
        let origin = try ScriptedOrigin { connection in
            while let request = try connection.request() {
                let control = request["X-Control"].map { ["Cache-Control: \($0)"] } ?? []
                let lines = control.map { "\($0)\r\n" }.joined()
                try connection.send("HTTP/1.1 200 OK\r\n\(lines)Content-Length: 0\r\n\r\n")
            }
        }
        defer { origin.stop() }
        let servers = "[ { id: web-1, address: \"\(origin.address)\" } ]"
        let weir = try WeirProcess(.web(servers, affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        func control(_ fields: String...) throws -> String? {
            let response = try Browser(weir).get([(target: "/", fields: fields)])[0]
            #expect(response.setCookies.count == 1)
            return response["Cache-Control"]
        }
        #expect(try control() == "private")
        #expect(try control("X-Control: no-store") == "no-store")
        #expect(try control("X-Control: max-age=60, private") == "max-age=60, private")
        // More than one value is one list (RFC 9110 §5.3): private wins whatever else is said (RFC 9111 §4.2.1).
        #expect(try control("X-Control: public, max-age=60")?.contains("private") == true)

        let browser = try Browser(weir)
        try browser.get()
        let unchanged = try browser.get("/", "X-Control: public, max-age=60")
        #expect(unchanged.setCookies.isEmpty)
        #expect(unchanged["Cache-Control"] == "public, max-age=60")
        #expect(try browser.get()["Cache-Control"] == nil)
    }

    @Test func aTenthOfTheIdleTimeLaterItIsRefreshed() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers(), affinity: "cookie: SERVERID, idle: 5s"))
        defer { weir.kill() }

        let browser = try Browser(weir)
        let home = try browser.get().text
        let first = browser.cookies["SERVERID"] ?? ""
        let refreshed = try eventually("the cookie is refreshed") {
            let response = try browser.get()
            return response.setCookies.isEmpty ? nil : response
        }
        #expect(refreshed.text == home)
        #expect(refreshed["Cache-Control"] == "private")
        let second = browser.cookies["SERVERID"] ?? ""
        #expect(second != first)
        #expect(try AffinityValue(second).client == AffinityValue(first).client)
        #expect(try weir.accessLines(2).dropFirst().allSatisfy { $0.affinity == "valid" })
    }
}
