extension PrometheusText {
    /// Appends a family of counted series, in the order of their names' places.
    mutating func append(_ family: MetricFamily, _ totals: [UInt64: [UInt64]], _ registry: NameRegistry) {
        self.family(family.name, help: family.help, kind: family.kind)
        for (packed, cells) in totals.sorted(by: { $0.key < $1.key }) {
            let labels = family.labels(SeriesKey(packed: packed), registry)
            switch family.kind {
            case .counter, .gauge: sample(family.name, labels: labels, value: Int64(bitPattern: cells[0]))
            case .histogram: histogram(family.name, labels: labels, cells)
            }
        }
    }

    private mutating func histogram(_ name: StaticString, labels: [Label], _ cells: [UInt64]) {
        var count: Int64 = 0
        for (bound, cell) in zip(HistogramBounds.seconds, cells) {
            count += Int64(clamping: cell)
            sample(name, suffix: "_bucket", labels: labels, extra: ("le", bound), value: count)
        }
        count += Int64(clamping: cells[HistogramBounds.seconds.count])
        sample(name, suffix: "_bucket", labels: labels, extra: ("le", "+Inf"), value: count)
        sample(name, suffix: "_sum", labels: labels, nanoseconds: cells[HistogramBounds.sumCell])
        sample(name, suffix: "_count", labels: labels, value: count)
    }

    /// Appends what is read rather than counted.
    mutating func append(_ gauges: MetricGauges) {
        family("weir_server_up", help: "Whether a server passes its health checks.", kind: .gauge)
        for server in gauges.servers {
            sample("weir_server_up", labels: server.labels, value: server.isUp ? 1 : 0)
        }
        family(
            "weir_server_connections", help: "Connections to a server: open ones, and requests in flight (active).",
            kind: .gauge)
        for server in gauges.servers {
            let counts: [(state: String, count: Int)] = [("active", server.active), ("open", server.open)]
            for (state, count) in counts {
                sample("weir_server_connections", labels: server.labels + [("state", state)], value: Int64(count))
            }
        }
        family("weir_certificate_not_after_seconds", help: "When a certificate ends, since 1970.", kind: .gauge)
        for certificate in gauges.certificates {
            let labels: [Label] = [("listener", certificate.listener), ("name", certificate.name)]
            sample("weir_certificate_not_after_seconds", labels: labels, value: certificate.notAfter)
        }
        family("weir_log_dropped_total", help: "Access-log lines lost.", kind: .counter)
        sample("weir_log_dropped_total", value: Int64(clamping: gauges.logDropped))
        family("weir_config_generation", help: "The configuration that serves.", kind: .gauge)
        sample("weir_config_generation", value: Int64(clamping: gauges.generation))
        family("weir_config_reload_total", help: "Reloads of the configuration, by how they ended.", kind: .counter)
        sample("weir_config_reload_total", labels: [("result", "ok")], value: Int64(clamping: gauges.reloadsDone))
        sample(
            "weir_config_reload_total", labels: [("result", "error")], value: Int64(clamping: gauges.reloadsRefused))
    }
}

extension ServerGauge {
    fileprivate var labels: [PrometheusText.Label] {
        [("upstream", upstream), ("server", server)]
    }
}

extension MetricFamily {
    /// Labels of a series, in the order of the documentation.
    fileprivate func labels(_ key: SeriesKey, _ registry: NameRegistry) -> [PrometheusText.Label] {
        let listener = registry.listeners.names[key.listener].first
        let route = registry.routes.names[key.route]
        let server = registry.servers.names[key.server]
        switch self {
        case .requests:
            return [
                ("listener", listener), ("route", route.first), ("arm", route.second), ("upstream", server.first),
                ("server", server.second), ("code", MetricWords.status(ordinal: key.detail)),
            ]
        case .abuse:
            return [("listener", listener), ("kind", MetricWords.attempt(ordinal: key.detail))]
        case .active, .connections:
            return [("listener", listener)]
        case .duration, .firstByte:
            return [("route", route.first), ("upstream", server.first)]
        case .affinity:
            return [("upstream", server.first), ("verdict", MetricWords.verdict(ordinal: key.detail))]
        case .split:
            return [("route", route.first), ("arm", route.second)]
        case .attempts:
            let result = MetricWords.attempt(ordinal: key.detail)
            return [("upstream", server.first), ("server", server.second), ("result", result)]
        case .handshakes:
            let words = MetricWords.handshake(ordinal: key.detail)
            return [
                ("listener", listener), ("version", words.version), ("resumed", words.resumed),
                ("result", words.result),
            ]
        }
    }
}
