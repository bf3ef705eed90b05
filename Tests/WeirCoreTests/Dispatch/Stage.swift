import WeirCore
import WeirModel

/// A world to ask for plans, and a time that stands still until it is told to move.
struct Stage {
    var world: World
    var now = Moment(monotonic: 1_000_000_000, wall: 1_800_000_000_000_000)
    let client = Stage.address("192.0.2.7")

    init(_ upstreams: [Upstream], _ routes: [Route], keys: [String] = ["0123456789abcdef"], seed: UInt64 = 1) {
        let snapshot = Snapshot(
            configuration: Configuration(upstreams: upstreams, routes: routes),
            keys: AffinityKeyRing(keys: keys.map { AffinityKey(bytes: Array($0.utf8)) }), generation: 1, now: now)
        world = World(snapshot: snapshot, seed: seed)
    }

    static func address(_ text: String) -> IPAddress {
        IPAddress(text) ?? IPAddress(v4: 0)
    }

    static func upstream(
        _ name: String, _ ids: [String], affinity: Affinity? = nil, balance: BalanceMethod = .roundRobin
    ) -> Upstream {
        let servers = ids.enumerated().map { index, id in
            Server(id: id, address: .ip(IPAddress(v4: 0x0a00_0001), port: 8000 + index))
        }
        return Upstream(name: name, balance: balance, servers: servers, affinity: affinity)
    }

    mutating func plan(_ head: RequestHead, from client: IPAddress? = nil) -> Plan {
        Dispatch.plan(head, client: client ?? self.client, world: &world, now: now)
    }

    /// Plans a request that brings these cookies.
    mutating func plan(cookies: String, _ target: String = "/") -> Plan {
        plan(.testing("GET", target, fields: cookies.isEmpty ? [] : [("Cookie", cookies)]))
    }

    /// `NAME=VALUE` of the cookie that the response sets; empty if it sets none.
    func cookie(_ plan: Plan, answeredBy server: Int? = nil) -> String {
        var bytes: [UInt8] = []
        let isSet = Dispatch.setCookie(
            for: plan, answeredBy: server ?? plan.server, overTLS: true, snapshot: world.snapshot, now: now,
            into: &bytes)
        precondition(isSet != bytes.isEmpty)
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
    }

    mutating func advance(seconds: Int64) {
        now.monotonic += seconds * 1_000_000_000
        now.wall += seconds * 1_000_000
    }

    func set(_ health: ServerHealth, upstream: Int = 0, server: Int) {
        world.snapshot.upstreams[upstream].setHealth(health, reason: "test", server: server, now: now)
    }

    func set(_ state: OperatorState, upstream: Int = 0, server: Int) {
        world.snapshot.upstreams[upstream].setOperatorState(state, server: server, now: now)
    }
}

/// A browser: keeps the last cookie it was given.
struct Browser {
    var cookie = ""

    mutating func visit(_ stage: inout Stage) -> Plan {
        let plan = stage.plan(cookies: cookie)
        let given = stage.cookie(plan)
        if !given.isEmpty { cookie = given }
        return plan
    }
}

extension Route {
    /// A route for everything that splits.
    static func splitting(
        by unit: SplitUnit, _ weights: [Int], upstreams: [Int]? = nil, force: ForceSettings? = nil,
        fallback: SplitFallback = .otherArms, affinity: Bool = true
    ) -> Route {
        let arms = weights.enumerated().map { index, weight in
            Arm(name: "arm-\(index)", upstream: upstreams?[index] ?? index, weight: weight)
        }
        let split = SplitSettings(by: unit, arms: arms, force: force, fallback: fallback, salt: "shop")
        return Route(name: "shop", action: .split(split), affinity: affinity)
    }
}
