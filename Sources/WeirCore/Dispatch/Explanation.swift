public import WeirModel

/// A plan and how it came about, for `weir explain`: the plan is that of `Dispatch.plan` itself.
public struct Explanation: Sendable, Equatable {
    /// A route before the one that matched.
    public struct PassedRoute: Sendable, Equatable {
        /// Index into the configuration's routes.
        public var route: Int
        /// The first of its conditions that does not hold.
        public var failure: RouteCondition
    }

    /// One arm of the route's split.
    public struct ConsideredArm: Sendable, Equatable {
        /// Index into the split's arms.
        public var arm: Int
        public var weight: Int
        /// Its rendezvous score for this request's key, the highest wins; nil where chance decides.
        public var score: Double?
        /// Whether its upstream has a server for a new client.
        public var canServe: Bool
    }

    /// One server of the chosen upstream.
    public struct ServerStep: Sendable, Equatable {
        /// Index into the upstream's servers.
        public var server: Int
        public var id: String
        public var health: ServerHealth
        public var operatorState: OperatorState
        /// Requests in flight.
        public var active: Int
        /// Whether the balancer may choose it, or why not.
        public var standing: ServerStanding
        /// What the balancer compares, if it compares.
        public var score: Double?
    }

    public var plan: Plan
    /// In file order, up to the route that matched; all routes if none did.
    public var passedRoutes: [PassedRoute]
    /// Empty where the route does not split.
    public var arms: [ConsideredArm]
    /// Empty where no upstream was chosen.
    public var servers: [ServerStep]

    /// Plans the request, and notes what was seen on the way. Like any plan, it advances the balancer's turns.
    public init(_ request: borrowing RequestHead, client: IPAddress, world: inout World, now: Moment) {
        plan = Dispatch.plan(request, client: client, world: &world, now: now)
        passedRoutes = []
        for route in 0..<(plan.route ?? world.snapshot.routes.count) {
            if let failure = world.snapshot.routes.firstFailure(ofRoute: route, request, client: client) {
                passedRoutes.append(PassedRoute(route: route, failure: failure))
            }
        }
        arms = Self.arms(plan, request, client, &world)
        servers = Self.servers(plan, client, &world, now)
    }

    private static func arms(
        _ plan: Plan, _ request: borrowing RequestHead, _ client: IPAddress, _ world: inout World
    ) -> [ConsideredArm] {
        guard let route = plan.route, case .split(let split) = world.snapshot.destinations[route] else { return [] }
        var clientKey: UInt64?
        if split.cookie != nil, case .signed(let identity, _) = plan.cookie { clientKey = identity.client }
        let lot = split.lot(request, client: client, clientKey: clientKey).lot
        var arms: [ConsideredArm] = []
        for (index, arm) in split.arms.enumerated() {
            var considered = ConsideredArm(
                arm: index, weight: arm.weight, score: nil, canServe: world.views[arm.target.upstream].canServe())
            if case .key(let key) = lot { considered.score = split.score(ofArm: index, key: key) }
            arms.append(considered)
        }
        return arms
    }

    private static func servers(_ plan: Plan, _ client: IPAddress, _ world: inout World, _ now: Moment) -> [ServerStep]
    {
        guard let upstream = plan.upstream else { return [] }
        let states = world.snapshot.upstreams[upstream].servers
        let considered = world.views[upstream].considered(client: client, excluding: ServerSet(), now: now)
        return considered.map { entry in
            let state = states[entry.server]
            return ServerStep(
                server: entry.server, id: state.server.id, health: state.health, operatorState: state.operatorState,
                active: state.active, standing: entry.standing, score: entry.score)
        }
    }
}
