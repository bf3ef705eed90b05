internal import WeirModel

extension ConfigurationJSON {
    /// - Parameter upstreams: names by index.
    static func route(_ route: Route, upstreams: [String]) -> JSONValue {
        var object = JSONObject()
        let conditions = route.conditions
        object["name"] = .string(route.name)
        object["hosts"] = list(conditions.hosts) { .string(host($0)) }
        object["paths"] = list(conditions.paths, path)
        object["methods"] = list(conditions.methods) { .string($0) }
        object["headers"] = list(conditions.headers, condition)
        object["query"] = list(conditions.query, condition)
        object["cookies"] = list(conditions.cookies, condition)
        object["clients"] = list(conditions.clients) { .string($0.description) }
        switch route.action {
        case .upstream(let index): object["upstream"] = .string(name(index, in: upstreams))
        case .split(let settings): object["split"] = split(settings, upstreams: upstreams)
        case .redirect(let target): object["redirect"] = redirect(target)
        }
        object["affinity"] = .boolean(route.affinity)
        return object.value
    }

    private static func list<Item>(_ items: [Item], _ render: (Item) -> JSONValue) -> JSONValue? {
        items.isEmpty ? nil : .array(items.map(render))
    }

    private static func name(_ index: Int, in upstreams: [String]) -> String {
        upstreams.indices.contains(index) ? upstreams[index] : "\(index)"
    }

    private static func host(_ host: HostPattern) -> String {
        switch host {
        case .exact(let name): name
        case .wildcard(let name): "*.\(name)"
        }
    }

    private static func path(_ path: PathPattern) -> JSONValue {
        switch path {
        case .exact(let text): .object([("exact", .string(text))])
        case .prefix(let text): .object([("prefix", .string(text))])
        case .regex(let pattern): .object([("regex", .string(pattern.text))])
        }
    }

    private static func condition(_ condition: FieldCondition) -> JSONValue {
        let test: (String, JSONValue) =
            switch condition.test {
            case .exact(let text): ("exact", .string(text))
            case .prefix(let text): ("prefix", .string(text))
            case .suffix(let text): ("suffix", .string(text))
            case .contains(let text): ("contains", .string(text))
            case .regex(let pattern): ("regex", .string(pattern.text))
            case .present: ("present", .boolean(true))
            case .absent: ("present", .boolean(false))
            }
        return .object([("name", .string(condition.name)), test])
    }

    private static func redirect(_ redirect: Redirect) -> JSONValue {
        .object([
            ("to", .string(redirect.to)), ("status", .integer(redirect.status)),
            ("keep_path", .boolean(redirect.keepPath)),
        ])
    }

    private static func split(_ split: SplitSettings, upstreams: [String]) -> JSONValue {
        var object = JSONObject()
        object["by"] = unit(split.by)
        object["arms"] = .array(
            split.arms.map { arm in
                .object([
                    ("name", .string(arm.name)), ("upstream", .string(name(arm.upstream, in: upstreams))),
                    ("weight", .integer(arm.weight)),
                ])
            })
        object["force"] = split.force.map(force)
        object["fallback"] = .string(split.fallback.rawValue)
        object["salt"] = .string(split.salt)
        return object.value
    }

    private static func unit(_ unit: SplitUnit) -> JSONValue {
        switch unit {
        case .request: .string("request")
        case .client: .string("client")
        case .session: .string("session")
        case .header(let name): .object([("header", .string(name))])
        case .ip: .string("ip")
        }
    }

    private static func force(_ force: ForceSettings) -> JSONValue {
        var object = JSONObject()
        switch force.source {
        case .header(let name): object["header"] = .string(name)
        case .cookie(let name): object["cookie"] = .string(name)
        }
        object["clients"] = list(force.clients) { .string($0.description) }
        return object.value
    }
}
