import Foundation
import Testing

@Suite struct StatusAndConfig {
    @Test func theEffectiveConfigurationKeepsItsSecrets() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers(), affinity: "cookie: SERVERID")
        layout.routes.insert("{ name: old, paths: [/old], redirect: { to: /new } }", at: 0)
        layout.admin = "token: \"${WEIR_TEST_TOKEN}\""
        layout.top = ["affinity_keys: [\"${WEIR_TEST_KEY}\", \"\(String(repeating: "p", count: 32))\"]"]
        let token = "a-token-of-the-test"
        let key = "0123456789abcdef0123456789abcdef"
        let weir = try WeirProcess(
            yaml: layout.yaml, listeners: ["http", "admin"],
            environment: ["WEIR_TEST_TOKEN": token, "WEIR_TEST_KEY": key])
        defer { weir.kill() }

        let client = try RawClient(port: weir.port("admin"))
        try client.get("/config", fields: "Authorization: Bearer \(token)")
        let page = try client.response()
        #expect(page.status == 200)
        #expect(page["Content-Type"] == "application/json")
        for secret in [token, key, String(repeating: "p", count: 32)] { #expect(!page.text.contains(secret)) }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(page.body)) as? [String: Any])
        #expect(Set(json.keys).isSuperset(of: ["listeners", "upstreams", "routes", "limits", "timeouts", "log"]))
        // Defaults are written out.
        #expect(page.text.contains("weighted_round_robin"))
        #expect(page.text.contains("SERVERID"))
        #expect(weir.standardError.contains(token) == false)
        #expect(weir.standardError.contains(key) == false)
    }

    @Test func statusShowsSharesOfSplits() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(Layout.split(by: "request", (75, 25), origins))
        defer { weir.kill() }
        let answers = try weir.newClients(80)
        _ = try weir.accessLines(80)

        let split = try #require(try weir.status().splits.first)
        #expect(split.route == "site")
        #expect(split.arms.map(\.name) == ["stable", "canary"])
        #expect(split.arms.map(\.weight) == [75, 25])
        #expect(split.arms.map(\.nominalShare) == [0.75, 0.25])
        let canary = answers.count { $0 == "canary" }
        #expect(split.arms.map(\.requests) == [80 - canary, canary])
        #expect(abs(split.arms[1].actualShare - Double(canary) / 80) < 1e-6)
    }
}
