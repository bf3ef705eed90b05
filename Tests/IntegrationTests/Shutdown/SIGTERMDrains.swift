import Glibc
import Testing

@Suite struct SIGTERMDrains {
    @Test(arguments: [SIGTERM, SIGINT])
    func requestsInFlightEndAndNothingNewIsTaken(_ signal: Int32) throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers()))
        defer { weir.kill() }
        let idle = try Browser(weir)
        #expect(try idle.get().status == 200)

        let held = try origins.hold(weir)
        weir.signal(signal)
        try eventually("the port is closed") { (try? RawClient(port: weir.http)) == nil }
        #expect(throws: (any Error).self) { try idle.get() }
        #expect(weir.standardError.contains("draining"))
        gate.open()
        let response = try held.response()
        #expect(response.status == 200)
        #expect(response.text == "web-1")
        #expect(response["Connection"] == "close")
        #expect(held.isClosed())
        #expect(try weir.waitForExit() == 0)
        #expect(try weir.accessLines(2).map(\.end) == ["complete", "complete"])
    }

    @Test func withNothingToDoItEndsAtOnce() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers()))
        defer { weir.kill() }
        let idle = try Browser(weir)
        #expect(try idle.get().status == 200)
        #expect(try weir.stop(within: 5) == 0)
        // The last lines are written before the end.
        #expect(try weir.accessLine().end == "complete")
    }

    /// Over TLS the end is said, so that clients can tell it from an attack (RFC 8446 §6.1).
    @Test func overTLSIdleConnectionsAreClosedInOrder() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(Site(try origins["web-1"].address))
        defer { weir.kill() }
        let client = try TLSClient(port: weir.https)
        try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = try weir.accessLine()
        weir.signal(SIGTERM)
        #expect(try client.rest().hasSuffix("web-1"))
        #expect(try client.wait() == 0, "\(client.errors)")
        #expect(try weir.waitForExit() == 0)
    }
}
