import Testing

@Suite struct CookiePinsClient {
    @Test func curlWithACookieJarStaysOnItsServer() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        var site = Site(servers: try origins.names.map { try origins[$0].address })
        site.upstream = ["affinity: { cookie: SERVERID }", "balance: round_robin"]
        site.top = [Layout.affinityKeys()]
        let weir = try WeirProcess(site)
        defer { weir.kill() }
        let folder = try TemporaryFolder()
        let jar = ["--cookie", folder.file("jar"), "--cookie-jar", folder.file("jar")]

        let first = try Curl.get(weir, "/", arguments: jar)
        #expect(first.status == 200, "\(first.errors)")
        let cookie = first["Set-Cookie"] ?? ""
        #expect(
            cookie.wholeMatch(
                of: /SERVERID=[A-Za-z0-9_-]{71}; Path=\/; Max-Age=1800; HttpOnly; Secure; SameSite=Lax/) != nil,
            "\(cookie)")
        let later = try Curl.get(weir, "/a", "/b", "/c", arguments: jar)
        let again = try Curl.get(weir, "/d", "/e", "/f", arguments: jar)
        #expect(later.body == String(repeating: first.body, count: 3))
        #expect(again.body == String(repeating: first.body, count: 3))
        #expect((later.heads + again.heads).allSatisfy { $0["Set-Cookie"] == nil })

        let lines = try weir.accessLines(7)
        #expect(lines.map(\.affinity) == ["none"] + Array(repeating: "valid", count: 6))
        #expect(Set(lines.map(\.server)) == [first.body])
    }

    @Test func clientsWithoutACookieAreSpread() throws {
        let origins = try NamedOrigins("web-1", "web-2", "web-3")
        defer { origins.stop() }
        let weir = try WeirProcess(
            .web(origins.servers(), "balance: round_robin", affinity: "cookie: SERVERID"))
        defer { weir.kill() }

        let bodies = try (1...3).map { _ in try Browser(weir).get().text }
        #expect(Set(bodies) == Set(origins.names))
        #expect(try weir.accessLines(3).allSatisfy { $0.affinity == "none" })
    }

    /// The plain listener must not mark the cookie `Secure`: the browser would not send it back.
    @Test func overPlainHTTPTheCookieIsNotSecure() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(
            .web(origins.servers(), affinity: "cookie: route, idle: 5m, path: /shop, domain: example.test"))
        defer { weir.kill() }

        let cookie = try Browser(weir).get()["Set-Cookie"] ?? ""
        #expect(cookie.hasPrefix("route="))
        #expect(cookie.hasSuffix("; Path=/shop; Domain=example.test; Max-Age=300; HttpOnly; SameSite=Lax"), "\(cookie)")
    }
}
