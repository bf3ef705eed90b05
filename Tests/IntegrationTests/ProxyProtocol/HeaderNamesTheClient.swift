import Glibc
import Testing

@Suite struct HeaderNamesTheClient {
    static func site(_ origin: ScriptedOrigin, _ mode: String = "require") -> Site {
        var site = Site(origin.address)
        site.listener = ["trusted_proxies: [127.0.0.0/8]", "proxy_protocol: \(mode)"]
        return site
    }

    static let headers = [ProxyHeaderBytes.line(from: "192.0.2.7"), ProxyHeaderBytes.binary(from: "192.0.2.7")]

    @Test(arguments: headers) func toTheLogAndTheServers(header: [UInt8]) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(header)
        try client.get()
        #expect(try client.response().status == 200)
        // It speaks for the whole connection.
        try client.get()
        #expect(try client.response().status == 200)

        for request in try origin.waitForRequests(2) {
            #expect(request.head.all("X-Forwarded-For") == ["192.0.2.7"])
            #expect(request["X-Real-IP"] == "192.0.2.7")
            #expect(request["X-Forwarded-Port"] == "443")
        }
        let lines = try weir.accessLines(2)
        #expect(lines.allSatisfy { $0.client == "192.0.2.7" && $0.end == "complete" })
    }

    @Test(arguments: headers) func howeverItsBytesCome(header: [UInt8]) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }
        let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)

        let slow = try RawClient(port: weir.http)
        for byte in header + request {
            try slow.send([byte])
            poll(nil, 0, 1)
        }
        #expect(try slow.response().status == 200)
        let quick = try RawClient(port: weir.http)
        try quick.send(header + request)
        #expect(try quick.response().status == 200)
        #expect(try weir.accessLines(2).map(\.client) == ["192.0.2.7", "192.0.2.7"])
    }

    @Test func toRoutesThatAskForIt() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        var site = Self.site(origin)
        site.routes = ["{ name: inside, clients: [192.0.2.0/24], redirect: { to: /inside } }"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        for (address, status) in [("192.0.2.7", 302), ("203.0.113.7", 200)] {
            let client = try RawClient(port: weir.http)
            try client.send(ProxyHeaderBytes.binary(from: address))
            try client.get()
            #expect(try client.response().status == status)
        }
    }

    @Test func toTheBalancerThatGoesByAddress() throws {
        let origins = try (1...2).map { number in try ScriptedOrigin(ScriptedOrigin.answering("\(number)")) }
        defer { for origin in origins { origin.stop() } }
        var site = Self.site(origins[0])
        site.servers = origins.map(\.address)
        site.upstream = ["balance: ip_hash"]
        let weir = try WeirProcess(site)
        defer { weir.kill() }

        let rounds = try (0..<2).map { _ in
            try (1...20).map { last in
                let client = try RawClient(port: weir.http)
                try client.send(ProxyHeaderBytes.line(from: "192.0.2.\(last)"))
                try client.get()
                return try client.response().text
            }
        }
        #expect(rounds[0] == rounds[1])
        #expect(Set(rounds[0]) == ["1", "2"])
    }

    @Test(arguments: [
        ProxyHeaderBytes.local, Array("PROXY UNKNOWN\r\n".utf8), ProxyHeaderBytes.binary(0x21, 0x00, []),
    ])
    func notWhereItNamesNobody(header: [UInt8]) throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(header)
        try client.get()
        #expect(try client.response().status == 200)
        #expect(try origin.waitForRequests(1)[0]["X-Forwarded-For"] == "127.0.0.1")
        #expect(try weir.accessLine().client == "127.0.0.1")
    }

    @Test func aClientOfAUnixSocketHasNoAddress() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.binary(0x21, 0x31, [UInt8](repeating: 0x2f, count: 216)))
        try client.get()
        #expect(try client.response().status == 200)
        #expect(try weir.accessLine().client == "unix")
    }

    @Test func aConnectionWithNothingBehindItLeavesNoLine() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Self.site(origin))
        defer { weir.kill() }

        // As load balancers look whether we are alive.
        for port in [weir.http, weir.https] {
            let client = try RawClient(port: port)
            try client.send(ProxyHeaderBytes.local)
            client.closeSending()
            #expect(client.isClosed())
        }
        let client = try RawClient(port: weir.http)
        try client.send(ProxyHeaderBytes.local)
        try client.get("/after")
        #expect(try client.response().status == 200)
        #expect(try weir.accessLine().path == "/after")
    }
}
