import Testing
import WeirConfig
import WeirModel

/// A file that uses every part of the format at once, and what it must become.
@Suite struct ContractTests {
    private static let text = """
        listeners:
          https:
            address: 0.0.0.0:443
            tls:
              certificates:
                - { certificate: ../certs/site.crt, key: ../certs/site.key }
                - { certificate: ../certs/other.crt, key: ../certs/other.key }
              minimum_version: "1.3"
              alpn: [h2, http/1.1]
              unknown_sni: reject
            trusted_proxies: [10.0.0.0/8]
            proxy_protocol: accept
          http:
            address: 0.0.0.0:80
            redirect_to_https: 443
            http2: off
        upstreams:
          web:
            balance: least_connections
            servers:
              - { id: web-1, address: 10.0.0.11:8080, weight: 3 }
              - { id: web-2, address: app.internal:8080 }
              - { id: web-9, address: "unix:/run/web.sock", backup: true, state: drain, drain_deadline: 1h }
            affinity: { cookie: SERVERID, idle: 30m, lifetime: 12h, query: server, on_drain: move, on_down: fail,
                        preserve: true, path: /app, domain: .Example.com, http_only: false, secure: always,
                        same_site: none }
            health: { type: http, path: "/health?deep=1", host: "app.internal:80", status: "200-299", body: ok,
                      interval: 10s, timeout: 5s, fall: 4, rise: 1, startup: true }
            timeouts: { connect: 1s, response: 30s, idle: 20s }
            pool: { connections: 100, idle: 10 }
            retry: { attempts: 5, on: [upstream_reset, response_timeout] }
            proxy_protocol: { version: v2, tlvs: [authority, tls] }
            resolve: 5s
          web-next:
            servers: [ { id: next-1, address: 10.0.0.21:8080 } ]
            affinity: { cookie: SERVERID, mode: plain }
            proxy_protocol: V1
            health: { type: tcp }
        routes:
          - name: shop
            hosts: [Shop.example.com, "*.shop.example.com"]
            paths: [ { prefix: /cart }, { exact: / }, { regex: "^/v[0-9]+/" }, /plain ]
            methods: [GET, POST]
            headers:
              - { name: X-Beta, exact: "1" }
              - { name: accept, prefix: text/ }
              - { name: accept, suffix: json }
              - { name: user-agent, contains: curl }
              - { name: user-agent, regex: "^Moz" }
              - { name: x-old, present: false }
            query:   [ { name: preview, present: true } ]
            cookies: [ { name: plan, exact: gold } ]
            clients: [203.0.113.0/24]
            split:
              by: { header: X-User-Id }
              arms:
                - { name: stable, upstream: web, weight: 95 }
                - { name: canary, upstream: web-next, weight: 5 }
              force: { header: X-Weir-Arm, clients: [10.0.0.0/8] }
              fallback: none
              salt: pepper
          - name: old-site
            hosts: [old.example.com]
            redirect: { to: "https://shop.example.com", status: 301, keep_path: true }
          - name: everything-else
            upstream: web
            affinity: off
        affinity_keys: [ "0123456789abcdef0123456789abcdef" ]
        admin: { address: 127.0.0.1:9901 }
        log:
          access: { to: stdout, format: json }
          level: info
        limits: { header_bytes: 32KiB, header_count: 100, uri_bytes: 8KiB, connections: 100000 }
        workers: auto
        """

    private func loaded() throws -> Configuration {
        try Loading.configuration(Self.text)
    }

    @Test func warnsOfUnlikeCookiesOnly() {
        #expect(
            Loading.lines(Loading.load(Self.text).diagnostics) == [
                "warning 58:37 upstreams `web` (line 24) and `web-next` (line 36) of one route have affinity cookies "
                    + "that differ in `mode`"
            ])
    }

    @Test func readsListeners() throws {
        let listeners = try loaded().listeners
        let tls = TLSSettings(
            certificates: ["site", "other"].map {
                CertificateFiles(
                    certificate: "/etc/weir/../certs/\($0).crt", key: "/etc/weir/../certs/\($0).key")
            }, minimumVersion: .v1_3, alpn: [.http2, .http1], unknownSNI: .reject)
        let network = try #require(Network("10.0.0.0/8"))
        #expect(
            listeners == [
                Listener(
                    name: "https", address: .ip(IPAddress(v4: 0), port: 443), tls: tls, trustedProxies: [network],
                    proxyHeader: .accept),
                Listener(name: "http", address: .ip(IPAddress(v4: 0), port: 80), redirectToHTTPSPort: 443),
            ])
    }

    @Test func readsServersAndTheirAffinity() throws {
        let upstream = try loaded().upstreams[0]
        #expect(upstream.balance == .leastConnections)
        #expect(
            upstream.servers == [
                Server(id: "web-1", address: .ip(IPAddress(v4: 0x0a00_000b), port: 8080), weight: 3),
                Server(id: "web-2", address: .name("app.internal", port: 8080)),
                Server(
                    id: "web-9", address: .unix("/run/web.sock"), backup: true, state: .drain,
                    drainDeadline: .seconds(3600)),
            ])
        let attributes = CookieAttributes(
            path: "/app", domain: "example.com", httpOnly: false, secure: .always, sameSite: .none)
        #expect(
            upstream.affinity
                == Affinity(
                    query: "server", onDrain: .move, onDown: .fail, preserve: true, attributes: attributes))
    }

    @Test func readsHealthTimeoutsPoolAndRetry() throws {
        let upstreams = try loaded().upstreams
        let http = HTTPHealthCheck(path: "/health?deep=1", host: "app.internal:80", status: 200...299, body: "ok")
        #expect(upstreams[0].health == HealthCheck(kind: .http(http), fall: 4, rise: 1, startup: true))
        #expect(upstreams[1].health == HealthCheck(kind: .tcp))
        #expect(upstreams[1].affinity == Affinity(mode: .plain))
        #expect(
            upstreams[0].timeouts
                == UpstreamTimeouts(connect: .seconds(1), response: .seconds(30), idle: .seconds(20)))
        #expect(upstreams[0].pool == PoolLimits(connections: 100, idle: 10))
        #expect(upstreams[0].retry == RetryPolicy(attempts: 5, conditions: [.reset, .timeout]))
        #expect(upstreams[0].resolveInterval == .seconds(5))
        #expect(upstreams[0].announcement == ProxyAnnouncement(version: .v2, tlvs: [.authority, .tls]))
        #expect(upstreams[1].announcement == ProxyAnnouncement(version: .v1))
    }

    @Test func readsConditions() throws {
        let conditions = try loaded().routes[0].conditions
        let expected = RouteConditions(
            hosts: [.exact("shop.example.com"), .wildcard("shop.example.com")],
            paths: [.prefix("/cart"), .exact("/"), .regex(try Pattern("^/v[0-9]+/")), .prefix("/plain")],
            methods: ["GET", "POST"],
            headers: [
                FieldCondition(name: "x-beta", test: .exact("1")),
                FieldCondition(name: "accept", test: .prefix("text/")),
                FieldCondition(name: "accept", test: .suffix("json")),
                FieldCondition(name: "user-agent", test: .contains("curl")),
                FieldCondition(name: "user-agent", test: .regex(try Pattern("^Moz"))),
                FieldCondition(name: "x-old", test: .absent),
            ],
            query: [FieldCondition(name: "preview", test: .present)],
            cookies: [FieldCondition(name: "plan", test: .exact("gold"))],
            clients: [try #require(Network("203.0.113.0/24"))])
        #expect(conditions == expected)
    }

    @Test func readsActions() throws {
        let routes = try loaded().routes
        let split = SplitSettings(
            by: .header("x-user-id"),
            arms: [Arm(name: "stable", upstream: 0, weight: 95), Arm(name: "canary", upstream: 1, weight: 5)],
            force: ForceSettings(source: .header("x-weir-arm"), clients: [try #require(Network("10.0.0.0/8"))]),
            fallback: .none, salt: "pepper")
        #expect(routes[0].action == .split(split))
        #expect(routes[1].action == .redirect(Redirect(to: "https://shop.example.com", status: 301, keepPath: true)))
        #expect(routes[2].action == .upstream(0))
        #expect(routes.map(\.affinity) == [true, true, false])
    }

    @Test func writesAnEffectiveConfigurationThatReadsBackAsTheSame() throws {
        var configuration = try loaded()
        configuration.affinityKeys = []
        let bytes = ConfigurationJSON.render(configuration)
        let again = ConfigLoader.load(bytes: bytes, file: "effective.json", folder: "/elsewhere", environment: [:])
        #expect(again.configuration == configuration, "\(DiagnosticText.render(again.diagnostics))")
    }

    @Test func leavesSecretsOutOfTheEffectiveConfiguration() throws {
        var configuration = try loaded()
        configuration.admin?.token = "hunter2"
        let json = String(decoding: ConfigurationJSON.render(configuration), as: UTF8.self)
        #expect(!json.contains("hunter2"))
        #expect(!json.contains("0123456789abcdef"))
        #expect(json.contains("\"token\": \"(removed)\""))
        #expect(json.contains("\"affinity_keys\": [\n    \"(removed)\"\n  ]"))
    }
}
