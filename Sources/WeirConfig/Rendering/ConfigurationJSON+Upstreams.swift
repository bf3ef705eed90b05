internal import WeirModel

extension ConfigurationJSON {
    /// One upstream with its servers.
    static func upstream(_ upstream: Upstream) -> JSONValue {
        var object = JSONObject()
        object["protocol"] = .string(upstream.protocol.rawValue)
        object["tls"] = upstream.tls.map(tls)
        object["balance"] = .string(upstream.balance.rawValue)
        object["servers"] = .array(upstream.servers.map(server))
        object["affinity"] = upstream.affinity.map(affinity)
        object["health"] = upstream.health.map(health)
        object["timeouts"] = .object([
            ("connect", duration(upstream.timeouts.connect)), ("response", duration(upstream.timeouts.response)),
            ("idle", duration(upstream.timeouts.idle)),
        ])
        object["pool"] = .object([
            ("connections", .integer(upstream.pool.connections)), ("idle", .integer(upstream.pool.idle)),
            ("streams", .integer(upstream.pool.streams)),
        ])
        object["retry"] = .object([
            ("attempts", .integer(upstream.retry.attempts)),
            ("on", strings(upstream.retry.conditions.map(\.rawValue).sorted())),
        ])
        object["proxy_protocol"] = announcement(upstream.announcement)
        object["resolve"] = duration(upstream.resolveInterval)
        return object.value
    }

    private static func tls(_ settings: UpstreamTLS) -> JSONValue {
        var object = JSONObject()
        object["authorities"] = settings.authorities.map { .string($0) }
        object["name"] = settings.name.map { .string($0) }
        return object.value
    }

    private static func announcement(_ announcement: ProxyAnnouncement?) -> JSONValue {
        guard let announcement else { return .string("off") }
        guard !announcement.tlvs.isEmpty else { return .string(announcement.version.rawValue) }
        return .object([
            ("version", .string(announcement.version.rawValue)),
            ("tlvs", strings(announcement.tlvs.map(\.rawValue).sorted())),
        ])
    }

    private static func server(_ server: Server) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(server.id)
        object["address"] = .string(address(server.address))
        object["weight"] = .integer(server.weight)
        object["backup"] = .boolean(server.backup)
        object["state"] = .string(server.state.rawValue)
        object["drain_deadline"] = server.drainDeadline.map(duration)
        return object.value
    }

    private static func address(_ address: ServerAddress) -> String {
        switch address {
        case .ip(let ip, let port): SocketEndpoint.ip(ip, port: port).description
        case .name(let name, let port): "\(name):\(port)"
        case .unix(let path): SocketEndpoint.unix(path).description
        }
    }

    private static func affinity(_ affinity: Affinity) -> JSONValue {
        var object = JSONObject()
        object["cookie"] = .string(affinity.cookie)
        object["mode"] = .string(affinity.mode.rawValue)
        object["idle"] = duration(affinity.idle)
        object["lifetime"] = duration(affinity.lifetime)
        object["query"] = affinity.query.map { .string($0) }
        object["on_drain"] = .string(affinity.onDrain.rawValue)
        object["on_down"] = .string(affinity.onDown.rawValue)
        object["preserve"] = .boolean(affinity.preserve)
        object["path"] = .string(affinity.attributes.path)
        object["domain"] = affinity.attributes.domain.map { .string($0) }
        object["http_only"] = .boolean(affinity.attributes.httpOnly)
        object["secure"] = .string(affinity.attributes.secure.rawValue)
        object["same_site"] = .string(affinity.attributes.sameSite.rawValue)
        return object.value
    }

    private static func health(_ check: HealthCheck) -> JSONValue {
        var object = JSONObject()
        switch check.kind {
        case .tcp: object["type"] = .string("tcp")
        case .http(let http):
            object["type"] = .string("http")
            object["path"] = .string(http.path)
            object["host"] = http.host.map { .string($0) }
            object["status"] = .string("\(http.status.lowerBound)-\(http.status.upperBound)")
            object["body"] = http.body.map { .string($0) }
        }
        object["interval"] = duration(check.interval)
        object["timeout"] = duration(check.timeout)
        object["fall"] = .integer(check.fall)
        object["rise"] = .integer(check.rise)
        object["startup"] = .boolean(check.startup)
        return object.value
    }
}
