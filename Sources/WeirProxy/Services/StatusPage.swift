import WeirCore
import WeirModel
import WeirTLS
import WeirTelemetry

/// What `GET /status` shows, and the gauges of `GET /metrics`: the state of things at this moment.
struct StatusPage {
    let runtime: Runtime
    let plan: ServerPlan

    func render() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("version", plan.version)
        json.member("draining", runtime.isDraining)
        json.key("generation")
        json.number(runtime.snapshot.generation)
        writeListeners(into: &json)
        writeUpstreams(into: &json)
        writeSplits(into: &json)
        json.endObject()
        return json.bytes
    }

    func gauges() -> MetricGauges {
        let servers = runtime.snapshot.upstreams.flatMap { upstream in
            upstream.servers.map {
                ServerGauge(
                    upstream: upstream.upstream.name, server: $0.server.id, isUp: $0.health == .up,
                    active: $0.active, open: $0.connections)
            }
        }
        return MetricGauges(
            servers: servers, certificates: certificates(), generation: runtime.snapshot.generation,
            logDropped: runtime.accessLog.dropped)
    }

    private func certificates() -> [CertificateGauge] {
        zip(runtime.configuration.listeners, plan.certificates).flatMap { listener, store in
            (store?.certificates ?? []).map {
                CertificateGauge(listener: listener.name, name: $0.names.first ?? "", notAfter: $0.notAfter)
            }
        }
    }

    private func writeListeners(into json: inout JSONWriter) {
        json.key("listeners")
        json.beginArray()
        for listener in runtime.configuration.listeners {
            json.beginObject()
            json.member("name", listener.name)
            json.member("address", listener.address.description)
            json.member("tls", listener.tls != nil)
            json.endObject()
        }
        json.endArray()
    }

    private func writeUpstreams(into json: inout JSONWriter) {
        json.key("upstreams")
        json.beginArray()
        for upstream in runtime.snapshot.upstreams {
            json.beginObject()
            json.member("name", upstream.upstream.name)
            json.member("balance", upstream.upstream.balance.rawValue)
            json.key("servers")
            json.beginArray()
            for server in upstream.servers { write(server, into: &json) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ server: ServerState, into json: inout JSONWriter) {
        let detail = server.healthDetail()
        json.beginObject()
        json.member("id", server.server.id)
        json.member("health", detail.health.rawValue)
        json.member("state", detail.operatorState.rawValue)
        if !detail.reason.isEmpty { json.member("reason", detail.reason) }
        json.key("since_seconds")
        json.number(max(0, (LoopClock().now.wall - detail.since) / 1_000_000))
        json.member("weight", server.server.weight)
        json.member("backup", server.server.backup)
        json.member("active", server.active)
        json.member("connections", server.connections)
        json.endObject()
    }

    private func writeSplits(into json: inout JSONWriter) {
        json.key("splits")
        json.beginArray()
        for (index, route) in runtime.configuration.routes.enumerated() {
            guard case .split(let split) = route.action else { continue }
            let counts = runtime.metrics.splitCounts(
                route: index, arms: split.arms.count, names: runtime.metricNames)
            write(split, route: route.name, counts: counts, into: &json)
        }
        json.endArray()
    }

    private func write(_ split: SplitSettings, route: String, counts: [UInt64], into json: inout JSONWriter) {
        let weights = split.arms.reduce(0) { $0 + $1.weight }
        let requests = counts.reduce(0, +)
        json.beginObject()
        json.member("route", route)
        json.key("arms")
        json.beginArray()
        for (arm, count) in zip(split.arms, counts) {
            json.beginObject()
            json.member("name", arm.name)
            json.member("weight", arm.weight)
            json.key("nominal_share")
            json.number(weights == 0 ? 0 : Double(arm.weight) / Double(weights))
            json.key("actual_share")
            json.number(requests == 0 ? 0 : Double(count) / Double(requests))
            json.key("requests")
            json.number(count)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
