import Glibc
import Testing

@Suite struct HealthzReadyz {
    @Test func readyUntilItDrains() throws {
        let gate = Gate()
        let origins = try NamedOrigins.holding(gate, "web-1")
        defer { origins.stop() }
        let weir = try WeirProcess(.web(origins.servers()))
        defer { weir.kill() }
        #expect(try weir.admin("/healthz").status == 200)
        #expect(try weir.admin("/readyz").status == 200)

        let held = try origins.hold(weir)
        weir.signal(SIGTERM)
        try eventually("not ready") { try weir.admin("/readyz").status == 503 }
        #expect(try weir.admin("/healthz").status == 200)
        #expect(try weir.status().draining)
        gate.open()
        #expect(try held.response().text == "web-1")
        #expect(try weir.waitForExit() == 0)
    }

    @Test func otherPagesAndMethodsAreRefused() throws {
        let weir = try WeirProcess(Layout(routes: ["{ name: all, redirect: { to: / } }"]))
        defer { weir.kill() }
        #expect(try weir.admin("/nothing").status == 404)
        let client = try RawClient(port: weir.port("admin"))
        try client.send("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi")
        let refused = try client.response()
        #expect(refused.status == 405)
        #expect(refused["Allow"] == "GET, HEAD")
        try client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.response(answering: "HEAD").status == 200)
        // What administrators do is no traffic of the site.
        #expect(weir.accessLog.isEmpty)
    }
}
