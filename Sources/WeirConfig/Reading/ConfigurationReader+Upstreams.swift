internal import WeirModel

extension ConfigurationReader {
    private static let upstreamKeys = [
        "protocol", "tls", "balance", "servers", "affinity", "health", "timeouts", "pool", "retry", "proxy_protocol",
        "resolve",
    ]

    /// `upstreams:`, in file order.
    func upstreams(_ value: Value?) -> [Upstream] {
        value?.named()?.compactMap(upstream) ?? []
    }

    private func upstream(name: String, value: Value) -> Upstream? {
        guard let section = value.section(Self.upstreamKeys) else { return nil }
        var upstream = Upstream(name: name, servers: [])
        upstream.affinity = section["affinity"].flatMap(affinity)
        upstream.servers = servers(section.required("servers"), affinity: upstream.affinity)
        upstream.protocol = section["protocol"]?.choice(UpstreamProtocol.self) ?? upstream.protocol
        upstream.tls = section["tls"].flatMap(upstreamTLS)
        upstream.balance = section["balance"]?.choice(BalanceMethod.self) ?? upstream.balance
        upstream.health = section["health"].flatMap(health)
        upstream.timeouts = section["timeouts"].map(upstreamTimeouts) ?? upstream.timeouts
        upstream.pool = section["pool"].map(pool) ?? upstream.pool
        upstream.retry = section["retry"].map(retry) ?? upstream.retry
        upstream.announcement = section["proxy_protocol"].flatMap(announcement)
        if upstream.announcement != nil, let key = section["proxy_protocol"] { checkAnnouncement(of: upstream, key) }
        upstream.resolveInterval =
            section["resolve"]?.duration(in: .seconds(1)...Bounds.longest) ?? upstream.resolveInterval
        return upstream
    }

    /// What says whom a connection is for comes first on it, and is for one client.
    private func checkAnnouncement(of upstream: Upstream, _ key: Value) {
        if upstream.protocol == .http2 {
            key.error("`proxy_protocol` with `protocol: h2`", hint: "such connections carry requests of many clients")
        }
        if upstream.tls != nil {
            key.error("`proxy_protocol` with `tls`", hint: "this version sends it in clear text only")
        }
    }

    private func upstreamTLS(_ value: Value) -> UpstreamTLS? {
        guard let section = value.section(["authorities", "name"]) else { return nil }
        let name = section["name"]?.parsed(as: "a name") { text throws(ScalarProblem) in
            if IPAddress(text) != nil { return text }
            return try HostSyntax.name(text)
        }
        return UpstreamTLS(authorities: section["authorities"]?.filePath(), name: name)
    }

    private func servers(_ value: Value?, affinity: Affinity?) -> [Server] {
        guard let value, let list = value.list(of: "servers") else { return [] }
        if list.isEmpty { value.error("`servers` is empty", hint: "an upstream needs at least one server") }
        var seen: [String: SourceMark] = [:]
        return list.compactMap { entry in
            let keys = ["id", "address", "weight", "backup", "state", "drain_deadline"]
            guard let section = entry.section(keys) else { return nil }
            let id = section.required("id").flatMap { serverID($0, affinity: affinity, seen: &seen) }
            let address = section.required("address").flatMap(serverAddress)
            let weight = section["weight"]?.integer(in: 0...256)
            let backup = section["backup"]?.boolean()
            let state = section["state"]?.choice(OperatorState.self)
            let deadline = section["drain_deadline"]?.duration(in: .zero...Bounds.longest)
            guard let id, let address else { return nil }
            return Server(
                id: id, address: address, weight: weight ?? 1, backup: backup ?? false, state: state ?? .ready,
                drainDeadline: deadline)
        }
    }

    private func serverID(_ value: Value, affinity: Affinity?, seen: inout [String: SourceMark]) -> String? {
        guard let id = value.name() else { return nil }
        refuseDuplicate(id, of: value, among: &seen, as: "server id \(VisibleText.quoted(id))")
        if affinity?.mode == .plain {
            _ = value.parsed(as: "a server id") { text throws(ScalarProblem) in
                do throws(ScalarProblem) { return try FieldSyntax.cookieValue(text) } catch {
                    throw ScalarProblem("cannot stand in a cookie, as `mode: plain` needs", offset: error.offset)
                }
            }
        }
        return id
    }

    private func serverAddress(_ value: Value) -> ServerAddress? {
        let folder = reading.folder
        return value.parsed(as: "an address") { text throws(ScalarProblem) in
            try AddressSyntax.server(text, folder: folder)
        }
    }

    private func upstreamTimeouts(_ value: Value) -> UpstreamTimeouts {
        var timeouts = UpstreamTimeouts()
        guard let section = value.section(["connect", "response", "idle"]) else { return timeouts }
        timeouts.connect = section["connect"]?.duration(in: Bounds.timeout) ?? timeouts.connect
        timeouts.response = section["response"]?.duration(in: Bounds.timeout) ?? timeouts.response
        timeouts.idle = section["idle"]?.duration(in: Bounds.timeout) ?? timeouts.idle
        return timeouts
    }

    private func pool(_ value: Value) -> PoolLimits {
        var pool = PoolLimits()
        guard let section = value.section(["connections", "idle", "streams"]) else { return pool }
        pool.connections = section["connections"]?.integer(in: 0...1_000_000) ?? pool.connections
        pool.idle = section["idle"]?.integer(in: 0...100_000) ?? pool.idle
        pool.streams = section["streams"]?.integer(in: 1...10_000) ?? pool.streams
        return pool
    }

    private func retry(_ value: Value) -> RetryPolicy {
        var policy = RetryPolicy()
        guard let section = value.section(["attempts", "on"]) else { return policy }
        policy.attempts = section["attempts"]?.integer(in: 1...10) ?? policy.attempts
        let conditions = section["on"]?.list(of: "conditions")?.compactMap { $0.choice(RetryCondition.self) }
        policy.conditions = Set(conditions ?? [])
        return policy
    }
}
