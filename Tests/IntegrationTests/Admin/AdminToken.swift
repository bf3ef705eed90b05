import Testing

@Suite struct AdminToken {
    @Test func isAskedForByEveryPage() throws {
        var layout = Layout(routes: ["{ name: all, redirect: { to: / } }"])
        layout.admin = "token: let-me-in"
        let weir = try WeirProcess(layout)
        defer { weir.kill() }
        func ask(_ path: String, _ fields: [String]) throws -> RawResponse {
            let client = try RawClient(port: weir.port("admin"))
            try client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n")
            return try client.response()
        }
        for path in ["/healthz", "/readyz", "/metrics", "/status", "/config", "/", "/nothing"] {
            let refused = try ask(path, [])
            #expect(refused.status == 401, "\(path)")
            #expect(refused["WWW-Authenticate"] == "Bearer")
        }
        for wrong in ["Bearer let-me-i", "Bearer let-me-inn", "Bearer", "Basic let-me-in", "let-me-in"] {
            #expect(try ask("/status", ["Authorization: \(wrong)"]).status == 401, "\(wrong)")
        }
        #expect(try ask("/status", ["Authorization: Bearer let-me-in"]).status == 200)
        #expect(try ask("/healthz", ["Authorization: Bearer let-me-in"]).status == 200)
    }

    @Test func onAnAddressThatOthersReachItMustBeSet() throws {
        let folder = try TemporaryFolder()
        let yaml = "listeners: { web: { address: 127.0.0.1:0 } }\nadmin: { address: 0.0.0.0:9901 }\n"
        let outcome = try WeirCommand.run("check", "--config", folder.write("weir.yaml", yaml))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("needs a `token`"))
    }
}
