import Testing
import WeirCore
import WeirModel

@testable import WeirTelemetry

@Suite struct MetricsTests {
    private let metrics = Metrics(build: [("version", "1.0"), ("swift", "6.3")])

    private func shard(_ configuration: Configuration = Samples.configuration, generation: UInt64 = 3) -> MetricShard {
        metrics.makeShard(names: metrics.names(configuration, generation: generation))
    }

    private func read(_ gauges: MetricGauges = MetricGauges()) throws -> PrometheusReader {
        try PrometheusReader(metrics.render(gauges))
    }

    private func serve(_ record: ExchangeRecord, in shard: MetricShard) {
        shard.requestStarted(listener: record.listener)
        shard.record(record)
    }

    @Test func everyPromisedSeriesHasItsFamilyFromTheStart() throws {
        let text = try read()
        let counters = [
            "weir_requests_total", "weir_affinity_total", "weir_split_total", "weir_attempts_total",
            "weir_tls_handshakes_total", "weir_log_dropped_total", "weir_config_reload_total",
            "weir_metrics_lost_total", "weir_abuse_total",
        ]
        let gauges = [
            "weir_requests_active", "weir_server_up", "weir_server_connections", "weir_certificate_not_after_seconds",
            "weir_connections", "weir_config_generation", "weir_build_info",
        ]
        let histograms = ["weir_request_duration_seconds", "weir_upstream_first_byte_seconds"]
        for (names, type) in [(counters, "counter"), (gauges, "gauge"), (histograms, "histogram")] {
            for name in names { #expect(text.types[name] == type, "\(name)") }
        }
        #expect(text.types.count == counters.count + gauges.count + histograms.count)
    }

    @Test func anExchangeIsCountedWhereItWent() throws {
        let shard = shard()
        serve(Samples.exchange(), in: shard)
        serve(Samples.exchange(), in: shard)
        serve(Samples.refused(), in: shard)
        let text = try read()
        let labels = [
            "listener": "https", "route": "shop", "arm": "canary", "upstream": "web-next", "server": "next-1",
            "code": "200",
        ]
        #expect(text["weir_requests_total", labels] == 2)
        let refused = ["listener": "http", "route": "", "arm": "", "upstream": "", "server": "", "code": "400"]
        #expect(text["weir_requests_total", refused] == 1)
        #expect(text["weir_split_total", ["route": "shop", "arm": "canary"]] == 2)
        #expect(text["weir_affinity_total", ["upstream": "web-next", "verdict": "valid"]] == 2)
        #expect(
            text["weir_attempts_total", ["upstream": "web-next", "server": "next-1", "result": "ok"]] == 2)
        #expect(text.samples.filter { $0.name == "weir_split_total" }.count == 1)
        #expect(text.samples.filter { $0.name == "weir_affinity_total" }.count == 1)
    }

    @Test func nothingSentHasTheCodeNone() throws {
        let shard = shard()
        var record = Samples.exchange()
        record.status = 0
        serve(record, in: shard)
        #expect(try read()["weir_requests_total", ["code": "none"]] == 1)
    }

    @Test func failedAttemptsAreCountedByTheirFault() throws {
        let shard = shard()
        var record = Samples.exchange()
        record.plan.upstream = 0
        record.server = 1
        for kind in FaultKind.allCases {
            var attempt = Attempt(server: 0)
            attempt.fault = kind
            record.attempts = [attempt, Attempt(server: 1)]
            serve(record, in: shard)
        }
        let text = try read()
        for kind in FaultKind.allCases {
            let labels = ["upstream": "web", "server": "web-1", "result": kind.rawValue]
            #expect(text["weir_attempts_total", labels] == 1, "\(kind)")
        }
        let answered = ["upstream": "web", "server": "web-2", "result": "ok"]
        #expect(text["weir_attempts_total", answered] == Double(FaultKind.allCases.count))
    }

    @Test func whatClientsOverdidIsCountedByRequestOrByConnection() throws {
        let shard = shard()
        var record = Samples.exchange()
        for kind in FaultKind.allCases {
            record.fault = kind
            serve(record, in: shard)
            if kind.abuse == .ofConnection { shard.abuse(listener: 0, kind) }
        }
        let text = try read()
        for kind in FaultKind.allCases {
            let labels = ["listener": "https", "kind": kind.rawValue]
            #expect(text["weir_abuse_total", labels] == (kind.abuse == .none ? nil : 1), "\(kind)")
        }
        #expect(text.samples.filter { $0.name == "weir_abuse_total" }.count == 13)
    }

    @Test func everyVerdictHasItsWord() throws {
        let shard = shard()
        for verdict in AffinityVerdict.allCases {
            var record = Samples.exchange()
            record.verdict = verdict
            serve(record, in: shard)
        }
        let text = try read()
        for verdict in AffinityVerdict.allCases {
            #expect(text["weir_affinity_total", ["upstream": "web-next", "verdict": verdict.rawValue]] == 1)
        }
    }

    @Test func histogramsAreCumulativeAndConsistent() throws {
        let shard = shard()
        var expected = 0.0
        for milliseconds in [0, 1, 3, 30, 30, 700, 90_000] as [Int64] {
            var record = Samples.exchange()
            record.ended = record.started.monotonic + milliseconds * 1_000_000
            record.firstByte = 0
            expected += Double(milliseconds) / 1000
            serve(record, in: shard)
        }
        let text = try read()
        let labels = ["route": "shop", "upstream": "web-next"]
        func bucket(_ bound: String) -> Double? {
            text["weir_request_duration_seconds_bucket", labels.merging(["le": bound]) { $1 }]
        }
        #expect(bucket("0.0005") == 1)
        #expect(bucket("0.001") == 2)
        #expect(bucket("0.005") == 3)
        #expect(bucket("0.025") == 3)
        #expect(bucket("0.05") == 5)
        #expect(bucket("1") == 6)
        #expect(bucket("60") == 6)
        #expect(bucket("+Inf") == 7)
        #expect(text["weir_request_duration_seconds_count", labels] == 7)
        #expect(text["weir_request_duration_seconds_sum", labels] == expected)
        #expect(text["weir_upstream_first_byte_seconds_count", labels] == nil)
    }

    @Test func timesThatRunBackwardsCountAsNone() throws {
        let shard = shard()
        var record = Samples.exchange()
        record.ended = .min
        serve(record, in: shard)
        #expect(try read()["weir_request_duration_seconds_sum", [:]] == 0)
    }

    @Test func gaugesGoUpAndDownOverAllShards() throws {
        let first = shard()
        let second = shard()
        first.connectionOpened(listener: 0)
        first.connectionOpened(listener: 0)
        second.connectionOpened(listener: 0)
        second.connectionOpened(listener: 1)
        first.connectionClosed(listener: 0)
        second.connectionClosed(listener: 1)
        first.requestStarted(listener: 0)
        second.requestStarted(listener: nil)
        var text = try read()
        #expect(text["weir_connections", ["listener": "https"]] == 2)
        #expect(text["weir_connections", ["listener": "http"]] == 0)
        #expect(text["weir_requests_active", ["listener": "https"]] == 1)
        #expect(text["weir_requests_active", ["listener": "admin"]] == 1)
        first.record(Samples.exchange())
        text = try read()
        #expect(text["weir_requests_active", ["listener": "https"]] == 0)
    }

    @Test func handshakesTellVersionAndResumption() throws {
        let shard = shard()
        let fresh = TLSRecord(version: "TLSv1.3", cipher: "x", sni: nil, resumed: false)
        let resumed = TLSRecord(version: "TLSv1.2", cipher: "x", sni: nil, resumed: true)
        shard.tlsHandshake(listener: 0, .ok, fresh)
        shard.tlsHandshake(listener: 0, .ok, fresh)
        shard.tlsHandshake(listener: 0, .ok, resumed)
        for result in HandshakeResult.allCases { shard.tlsHandshake(listener: 1, result, nil) }
        let text = try read()
        let name = "weir_tls_handshakes_total"
        #expect(text[name, ["version": "TLSv1.3", "resumed": "false", "result": "ok"]] == 2)
        #expect(text[name, ["version": "TLSv1.2", "resumed": "true", "result": "ok"]] == 1)
        for result in HandshakeResult.allCases {
            let labels = ["listener": "http", "version": "", "resumed": "", "result": result.rawValue]
            #expect(text[name, labels] == 1)
        }
    }

    @Test func countersOutliveAReloadUnderTheirNames() throws {
        let shard = shard()
        serve(Samples.exchange(), in: shard)
        // The same names in another order, and one that is new.
        var reloaded = Samples.configuration
        reloaded.listeners.reverse()
        reloaded.routes.insert(Route(name: "new", action: .upstream(0)), at: 0)
        shard.adopt(metrics.names(reloaded, generation: 4))
        shard.requestStarted(listener: 1)
        var record = Samples.exchange()
        record.generation = 4
        record.listener = 1
        record.plan.route = 1
        shard.record(record)
        serve(Samples.exchange(), in: shard)
        let labels = ["listener": "https", "route": "shop", "arm": "canary", "code": "200"]
        #expect(try read()["weir_requests_total", labels] == 3)
    }

    @Test func readGaugesAreRenderedAsGiven() throws {
        let gauges = MetricGauges(
            servers: [
                ServerGauge(upstream: "web", server: "web-1", isUp: true, active: 3, open: 5),
                ServerGauge(upstream: "web", server: "web-2", isUp: false, active: 0, open: 0),
            ],
            certificates: [CertificateGauge(listener: "https", name: "a.example", notAfter: 1_800_000_000)],
            generation: 7, reloadsDone: 6, reloadsRefused: 2, logDropped: 11)
        let text = try read(gauges)
        #expect(text["weir_server_up", ["upstream": "web", "server": "web-1"]] == 1)
        #expect(text["weir_server_up", ["upstream": "web", "server": "web-2"]] == 0)
        #expect(text["weir_server_connections", ["server": "web-1", "state": "active"]] == 3)
        #expect(text["weir_server_connections", ["server": "web-1", "state": "open"]] == 5)
        let certificate = ["listener": "https", "name": "a.example"]
        #expect(text["weir_certificate_not_after_seconds", certificate] == 1_800_000_000)
        #expect(text["weir_config_generation", [:]] == 7)
        #expect(text["weir_config_reload_total", ["result": "ok"]] == 6)
        #expect(text["weir_config_reload_total", ["result": "error"]] == 2)
        #expect(text["weir_log_dropped_total", [:]] == 11)
        #expect(text["weir_build_info", ["version": "1.0", "swift": "6.3"]] == 1)
    }

    @Test func labelsAreEscaped() throws {
        var configuration = Samples.configuration
        configuration.listeners[0].name = "a\"b\\c\nd"
        let shard = shard(configuration)
        shard.connectionOpened(listener: 0)
        #expect(try read()["weir_connections", ["listener": "a\"b\\c\nd"]] == 1)
    }

    @Test func indicesOutOfRangeCountAsNoName() throws {
        let shard = shard()
        var record = Samples.exchange()
        record.listener = -1
        record.plan.route = 77
        record.plan.upstream = 99
        record.server = .max
        record.attempts[0].server = .min
        record.status = .max
        serve(record, in: shard)
        let labels = ["listener": "", "route": "", "upstream": "", "server": "", "code": "999"]
        #expect(try read()["weir_requests_total", labels] == 1)
    }

    @Test func placesForNamesAreBounded() {
        var table = PlaceTable(bits: 4)
        let places = (0..<40).map { table.place(NamePair(first: "n\($0)", second: "")) }
        #expect(places.prefix(15) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
        #expect(places.dropFirst(15).allSatisfy { $0 == 0 })
        #expect(table.place(NamePair(first: "n3", second: "")) == 4)
    }

    @Test func renderingWhileLoopsCountIsConsistent() async throws {
        let names = metrics.names(Samples.configuration, generation: 3)
        await withTaskGroup { group in
            for _ in 0..<3 {
                group.addTask {
                    let shard = metrics.makeShard(names: names)
                    for _ in 0..<500 { serve(Samples.exchange(), in: shard) }
                }
            }
            group.addTask {
                for _ in 0..<20 { #expect(throws: Never.self) { try read() } }
            }
        }
        #expect(try read()["weir_requests_total", [:]] == 1500)
        #expect(try read()["weir_requests_active", [:]] == 0)
    }
}
