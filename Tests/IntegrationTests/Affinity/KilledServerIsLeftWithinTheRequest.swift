import Testing

@Suite struct KilledServerIsLeftWithinTheRequest {
    @Test func withACookieJarAndThreeServers() throws {
        let servers = try ["web-1", "web-2", "web-3"].map { (id: $0, nginx: try NginxServer($0)) }
        let list = servers.map { "{ id: \($0.id), address: \"\($0.nginx.address)\" }" }.joined(separator: ", ")
        let weir = try WeirProcess(.web("[ \(list) ]", affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        let browser = try Browser(weir)
        let home = try browser.get().text
        let cookie = browser.cookies["SERVERID"]
        #expect(try browser.get().text == home)
        servers.first { $0.id == home }?.nginx.kill()

        let rescued = try browser.get()
        #expect(rescued.status == 200)
        #expect(rescued.text != home)
        #expect(browser.cookies["SERVERID"] != cookie)
        #expect(try AffinityValue(browser.cookies["SERVERID"] ?? "").client == AffinityValue(cookie ?? "").client)
        let after = try browser.get()
        #expect(after.text == rescued.text)
        #expect(after.setCookies.isEmpty)

        let lines = try weir.accessLines(4)
        #expect(lines.map(\.affinity) == ["none", "valid", "unreachable", "valid"])
        #expect(lines.map(\.server) == [home, home, rescued.text, rescued.text])
        #expect(lines.allSatisfy { $0.status == 200 && $0.end == "complete" })
        let tried = lines[2].attempts
        #expect(tried.first?.server == home)
        #expect(tried.first?.end == "connect_refused" || tried.first?.end == "upstream_reset", "\(tried)")
        #expect(tried.last?.server == rescued.text)
        #expect(tried.last?.status == 200)
    }

    @Test func noClientSeesAnErrorWhileServersDieUnderLoad() throws {
        let servers = try ["web-1", "web-2", "web-3"].map { (id: $0, nginx: try NginxServer($0)) }
        let list = servers.map { "{ id: \($0.id), address: \"\($0.nginx.address)\" }" }.joined(separator: ", ")
        // A server that dies with a request in its hands: whether that may be repeated is for the operator to say.
        var layout = Layout.web("[ \(list) ]", "retry: { on: [upstream_reset] }", affinity: "cookie: SERVERID")
        layout.workers = 2
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let answers = try concurrently(8) { client in
            let browser = try Browser(weir)
            return try (0..<60).map { turn in
                if client == 0, turn == 20 { servers[0].nginx.kill() }
                if client == 0, turn == 40 { servers[1].nginx.kill() }
                return try browser.get()
            }
        }
        let lines = try weir.accessLines(8 * 60)
        #expect(answers.joined().allSatisfy { $0.status == 200 }, "\(lines.filter { $0.end != "complete" })")
        // The client that killed them has seen both go.
        #expect(answers[0][20..<40].allSatisfy { $0.text != "web-1" })
        #expect(answers[0][40...].allSatisfy { $0.text == "web-3" })
    }

    @Test func aServerThatComesBackServesAgain() throws {
        let servers = try ["web-1", "web-2"].map { (id: $0, nginx: try NginxServer($0)) }
        let list = servers.map { "{ id: \($0.id), address: \"\($0.nginx.address)\" }" }.joined(separator: ", ")
        let weir = try WeirProcess(.web("[ \(list) ]", "balance: round_robin"))
        defer { weir.kill() }

        servers[0].nginx.kill()
        #expect(try Browser(weir).get().text == "web-2")
        try servers[0].nginx.start()
        let browser = try Browser(weir)
        #expect(try Set([browser.get().text, browser.get().text]) == ["web-1", "web-2"])
    }
}
