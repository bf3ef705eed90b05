public import WeirModel

/// A configuration compiled for serving: immutable, shared by all event loops. A reload makes a new one.
///
/// Only what its upstreams refer to changes while it serves: health, counts, and what the operator wants.
public final class Snapshot: Sendable {
    public let configuration: Configuration
    /// Grows with every reload.
    public let generation: UInt64
    public let routes: RouteTable
    /// In the configuration's order.
    public let upstreams: [UpstreamState]
    public let keys: AffinityKeyRing
    /// By route.
    let destinations: [Destination]

    /// With `previous`, servers keep the standing they had there, found by the names of upstream and server.
    public init(
        configuration: Configuration, keys: AffinityKeyRing, generation: UInt64, previous: Snapshot? = nil, now: Moment
    ) {
        self.configuration = configuration
        self.generation = generation
        self.keys = keys
        routes = RouteTable(configuration.routes)
        destinations = configuration.routes.map { route in
            Destination(route, upstreams: configuration.upstreams, keys: keys)
        }
        let before = (previous?.upstreams ?? []).map { ($0.upstream.name, $0) }
        let byName = Dictionary(before, uniquingKeysWith: { first, _ in first })
        upstreams = configuration.upstreams.enumerated().map { index, upstream in
            UpstreamState(upstream: upstream, index: index, startedAt: now, previous: byName[upstream.name])
        }
    }

    /// The settings of the affinity cookie that counts for a plan's request: what to strip from it, what to set on
    /// its response. Nil where none does.
    public func affinity(for plan: Plan) -> Affinity? {
        target(of: plan)?.cookie?.settings
    }

    /// Where a plan leads; nil for what is not forwarded.
    func target(of plan: Plan) -> Target? {
        guard let route = plan.route, destinations.indices.contains(route) else { return nil }
        switch destinations[route] {
        case .upstream(let target): return target
        case .split(let split): return plan.arm.map { split.arms[$0].target }
        case .redirect: return nil
        }
    }
}
