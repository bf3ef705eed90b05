import Testing

@Suite struct MetricsAreExposed {
    private static let families = [
        "weir_requests_total", "weir_requests_active", "weir_request_duration_seconds",
        "weir_upstream_first_byte_seconds", "weir_server_up", "weir_server_connections", "weir_affinity_total",
        "weir_split_total", "weir_attempts_total", "weir_tls_handshakes_total", "weir_certificate_not_after_seconds",
        "weir_connections", "weir_log_dropped_total", "weir_config_generation", "weir_build_info",
    ]

    @Test func underTheNamesThatDashboardsUse() throws {
        let origins = try NamedOrigins("web-1", "web-2")
        defer { origins.stop() }
        var site = Site(servers: try origins.names.map { try origins[$0].address })
        site.upstream = ["affinity: { cookie: SERVERID }"]
        site.routes = [
            "{ name: site, paths: [/split], split: { by: client, arms: [ { name: one, upstream: web, weight: 1 } ] } }"
        ]
        site.top = [Layout.affinityKeys()]
        let weir = try WeirProcess(site)
        defer { weir.kill() }
        #expect(try Curl.get(weir, "/", "/split").transfers.map(\.status) == [200, 200])
        _ = try weir.accessLines(2)

        let page = try weir.admin("/metrics")
        #expect(page.status == 200)
        #expect(page["Content-Type"]?.hasPrefix("text/plain; version=0.0.4") == true)
        for family in Self.families {
            #expect(page.text.contains("# TYPE \(family) "), "\(family)")
        }
        let sample = /[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? [0-9.e+-]+|.*\+Inf.*/
        for line in page.text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: sample) != nil, "\(line)")
        }
        #expect(try weir.metric("weir_requests_total", "listener=\"https\"") == 2)
        #expect(try weir.metric("weir_requests_total", "route=\"site\"") == 1)
        #expect(try weir.metric("weir_requests_total", "code=\"200\"") == 2)
        #expect(try weir.metric("weir_affinity_total", "verdict=\"none\"") == 2)
        #expect(try weir.metric("weir_attempts_total", "upstream=\"web\"") == 2)
        #expect(try weir.metric("weir_tls_handshakes_total", "result=\"ok\"") == 1)
        #expect(try weir.metric("weir_request_duration_seconds_count") == 2)
        #expect(try weir.metric("weir_server_up") == 2)
        #expect(try weir.metric("weir_config_generation") == 1)
        #expect(try weir.metric("weir_certificate_not_after_seconds", "listener=\"https\"") > 1_700_000_000)
    }

    /// What clients send makes no new series.
    @Test func theNumberOfSeriesIsBoundedByTheConfiguration() throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers())
        layout.routes = ["{ name: some, paths: [/a], upstream: web }"]
        let weir = try WeirProcess(layout)
        defer { weir.kill() }
        func series() throws -> Int { try weir.admin("/metrics").text.split(separator: "\n").count }

        let browser = try Browser(weir)
        try browser.get("/a")
        try browser.get("/b")
        _ = try weir.accessLines(2)
        let before = try series()
        _ = try browser.get((0..<100).map { (target: "/\($0 % 2 == 0 ? "a" : "b")\($0)", fields: ["Host\($0): x"]) })
        _ = try weir.accessLines(102)
        #expect(try series() == before)
    }
}
