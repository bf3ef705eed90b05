import WeirModel

/// Where the names of one configuration count. Made by `Metrics.names`.
public final class MetricNames: Sendable, ConfigurationNames {
    /// Of the configuration these names come from; compared with `ExchangeRecord.generation`.
    public let generation: UInt64
    private let admin: UInt32
    private let listeners: [UInt32]
    private let routes: Places
    private let upstreams: Places

    /// Places of names (routes, upstreams) and of their parts (arms, servers).
    private struct Places {
        /// For each name its own place, then its parts'.
        var places: [UInt32] = []
        /// Where each name's places begin, and after the last where all end.
        var starts: [Int] = [0]

        mutating func append(_ parts: [UInt32]) {
            places += parts
            starts.append(places.count)
        }

        /// 0: there is no such name. An absent or unknown part leaves the name.
        func place(_ name: Int?, part: Int?) -> UInt32 {
            guard let name, name >= 0, name < starts.count - 1 else { return 0 }
            let own = starts[name]
            guard let part, part >= 0, part < starts[name + 1] - own - 1 else { return places[own] }
            return places[own + 1 + part]
        }
    }

    init(_ configuration: Configuration, generation: UInt64, registry: inout NameRegistry) {
        self.generation = generation
        admin = registry.listener("admin")
        listeners = configuration.listeners.map { registry.listener($0.name) }
        var routes = Places()
        for route in configuration.routes {
            routes.append(([""] + route.armNames).map { registry.route(route.name, arm: $0) })
        }
        self.routes = routes
        var upstreams = Places()
        for upstream in configuration.upstreams {
            let servers = [""] + upstream.servers.map(\.id)
            upstreams.append(servers.map { registry.server(upstream.name, server: $0) })
        }
        self.upstreams = upstreams
    }

    /// Nil stands for the admin listener.
    func listener(_ index: Int?) -> UInt32 {
        guard let index else { return admin }
        return listeners[checked: index] ?? 0
    }

    func route(_ index: Int?, arm: Int? = nil) -> UInt32 {
        routes.place(index, part: arm)
    }

    func server(upstream: Int?, server: Int? = nil) -> UInt32 {
        upstreams.place(upstream, part: server)
    }
}
