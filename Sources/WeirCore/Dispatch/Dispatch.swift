public import WeirModel

/// The decision: where a request goes, and why. Serving and `weir explain` both ask here.
public enum Dispatch {
    /// Route, arm, server, cookie, in that order. It does no I/O, and in the usual case allocates nothing.
    ///
    /// - Parameter memory: of the connection that the request came over; changes how long it takes, never the plan.
    public static func plan(
        _ request: borrowing RequestHead, client: IPAddress, world: inout World, memory: inout CookieMemory,
        now: Moment
    ) -> Plan {
        guard let route = world.match(request, client: client) else { return Plan(outcome: .refuse(.noRoute)) }
        var plan = Plan(outcome: .forward)
        plan.route = route
        let target: Target
        var visitor: Visitor
        switch world.snapshot.destinations[route] {
        case .redirect:
            plan.outcome = .redirect
            return plan
        case .upstream(let only):
            target = only
            visitor = world.read(only.cookie, of: request, memory: &memory, now: now)
        case .split(let split):
            visitor = world.read(split.cookie, of: request, memory: &memory, now: now)
            guard let arm = chooseArm(split, request, client, &visitor, &world, &plan, now) else { return plan }
            target = split.arms[arm].target
            // A split that needs no client leaves the cookie to the upstream it chose.
            if split.cookie == nil {
                visitor = world.read(target.cookie, of: request, memory: &memory, now: now)
            }
        }
        plan.upstream = target.upstream
        let kept = keptServer(target, request, &visitor, &world, &plan, now)
        guard plan.outcome == .forward else { return plan }
        plan.server =
            kept ?? world.nextServer(upstream: target.upstream, client: client, excluding: ServerSet(), now: now)
        guard plan.server != nil else {
            plan.outcome = .refuse(.noServer)
            return plan
        }
        plan.cookie = visitor.cookie
        return plan
    }

    /// The same for a request that comes over no connection.
    public static func plan(
        _ request: borrowing RequestHead, client: IPAddress, world: inout World, now: Moment
    ) -> Plan {
        var memory = CookieMemory()
        return plan(request, client: client, world: &world, memory: &memory, now: now)
    }
}
