import WeirModel

/// What a seed says of a world before it begins.
struct Scenario {
    let configuration: Configuration
    /// Per cent of the occasions at which something goes wrong that does; 0: nothing ever does.
    let trouble: Int
    let clients: Int
    /// Milliseconds within which clients begin and things happen to servers.
    let liveliness: Int
    /// When the process is told to drain, if it is; milliseconds.
    let drainsAt: Int?
    /// When the process is stopped in the midst of things, if it is; milliseconds.
    let stopsAt: Int?

    init(draw: inout Draw) {
        trouble = draw.one(of: [0, 5, 15, 40])
        clients = draw.among(1...5)
        liveliness = draw.among(500...8_000)
        drainsAt = draw.chance(12) ? draw.among(100...8_000) : nil
        stopsAt = draw.chance(8) ? draw.among(100...8_000) : nil
        configuration = Self.configuration(&draw)
    }

    /// Worlds where nothing goes wrong show that everything goes right.
    var isCalm: Bool { trouble == 0 }

    private static func configuration(_ draw: inout Draw) -> Configuration {
        let upstreams = (0..<draw.among(1...2)).map { upstream($0, &draw) }
        let last = upstreams.count - 1
        var split = SplitRoute.none
        if last == 1, draw.chance(40) { split = draw.chance(50) ? .byClient : .bySession }
        var limits = Limits(
            headerBytes: draw.one(of: [4 * 1024, 32 * 1024]), bodyBytes: draw.chance(15) ? 300_000 : nil,
            replayBytes: draw.one(of: [0, 2_000, 64 * 1024]))
        if draw.chance(25) { limits.requestsPerConnection = draw.among(1...4) }
        let timeouts = Timeouts(
            handshake: .seconds(2), head: .seconds(2), body: .seconds(3), keepAlive: .seconds(4), tunnel: .seconds(3))
        return Configuration(
            listeners: [Listener(name: "http", address: .ip(IPAddress(v4: 0x7f00_0001), port: 80))],
            upstreams: upstreams,
            routes: [
                route("a", split.action),
                route("b", .upstream(last)),
                route("c", .redirect(Redirect(to: "https://elsewhere.example", status: 301, keepPath: true))),
                Route(
                    name: "d", conditions: RouteConditions(paths: [.prefix("/d/")]), action: .upstream(0),
                    affinity: false),
            ],
            affinityKeys: [AffinityKey(bytes: Array("a key of the simulation's own".utf8))], limits: limits,
            timeouts: timeouts, workers: .count(1), forwarded: draw.chance(20))
    }

    /// How the first route chooses its upstream.
    private enum SplitRoute {
        case none, byClient, bySession

        var action: RouteAction {
            let arms = [
                Arm(name: "one", upstream: 0, weight: 60), Arm(name: "two", upstream: 1, weight: 40),
            ]
            switch self {
            case .none: return .upstream(0)
            case .byClient: return .split(SplitSettings(by: .client, arms: arms, salt: "a"))
            case .bySession: return .split(SplitSettings(by: .session, arms: arms, salt: "a"))
            }
        }
    }

    private static func route(_ name: String, _ action: RouteAction) -> Route {
        Route(name: name, conditions: RouteConditions(paths: [.prefix("/\(name)/")]), action: action)
    }

    private static func upstream(_ number: Int, _ draw: inout Draw) -> Upstream {
        let servers = (0..<draw.among(1...4)).map { index in
            Server(
                id: ServerName(upstream: number, index: index).description,
                address: .ip(IPAddress(v4: 0x0a00_0000 + UInt32(number * 256 + index + 1)), port: 80),
                weight: draw.among(1...3), backup: index > 0 && draw.chance(15))
        }
        var conditions: Set<RetryCondition> = []
        if draw.chance(40) { conditions.insert(.reset) }
        if draw.chance(30) { conditions.insert(.timeout) }
        return Upstream(
            name: "u\(number)", balance: draw.one(of: BalanceMethod.allCases), servers: servers,
            affinity: draw.chance(75)
                ? Affinity(
                    onDrain: draw.one(of: OnDrain.allCases), onDown: draw.one(of: OnDown.allCases)) : nil,
            health: draw.chance(60) ? health(&draw) : nil,
            timeouts: UpstreamTimeouts(connect: .milliseconds(500), response: .seconds(2), idle: .seconds(3)),
            pool: PoolLimits(
                connections: draw.chance(30) ? draw.among(1...4) : 0, idle: draw.one(of: [0, 1, 4, 128])),
            retry: RetryPolicy(attempts: draw.among(1...4), conditions: conditions))
    }

    private static func health(_ draw: inout Draw) -> HealthCheck {
        let kind: HealthCheckKind =
            draw.chance(30) ? .tcp : .http(HTTPHealthCheck(path: "/health", body: draw.chance(50) ? "well" : nil))
        return HealthCheck(
            kind: kind, interval: .milliseconds(draw.among(300...1_500)), timeout: .milliseconds(250),
            fall: draw.among(1...3), rise: draw.among(1...2), startup: draw.chance(20))
    }
}
