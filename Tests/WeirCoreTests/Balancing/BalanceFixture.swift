import WeirModel

@testable import WeirCore

/// Upstreams and moments that the tests of this folder share.
enum BalanceFixture {
    static let start = Moment(monotonic: 1_000_000_000_000, wall: 1_800_000_000_000_000)
    static let client = IPAddress(v4: 0xc633_6407)

    static func moment(after elapsed: Duration) -> Moment {
        let (seconds, attoseconds) = elapsed.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        return Moment(monotonic: start.monotonic + nanoseconds, wall: start.wall + nanoseconds / 1000)
    }

    static func server(
        _ index: Int, weight: Int = 1, backup: Bool = false, state: OperatorState = .ready, deadline: Duration? = nil
    ) -> Server {
        Server(
            id: "s\(index)", address: .ip(IPAddress(v4: 0x0a00_0000 + UInt32(index)), port: 80), weight: weight,
            backup: backup, state: state, drainDeadline: deadline)
    }

    static func state(
        _ method: BalanceMethod, servers: [Server], affinity: Affinity? = nil, health: HealthCheck? = nil,
        previous: UpstreamState? = nil
    ) -> UpstreamState {
        let upstream = Upstream(name: "web", balance: method, servers: servers, affinity: affinity, health: health)
        return UpstreamState(upstream: upstream, index: 0, startedAt: start, previous: previous)
    }

    static func state(_ method: BalanceMethod, weights: [Int]) -> UpstreamState {
        state(method, servers: weights.enumerated().map { server($0.offset, weight: $0.element) })
    }

    /// Picks without anything excluded.
    static func picks(_ count: Int, of view: inout UpstreamView, seed: UInt64 = 1) -> [Int?] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            view.pick(client: client, excluding: ServerSet(), random: &random, now: start)
        }
    }

    /// How often each of `servers` servers occurs.
    static func counts(_ picks: [Int?], servers: Int) -> [Int] {
        var counts = Array(repeating: 0, count: servers)
        for case .some(let server) in picks { counts[server] += 1 }
        return counts
    }

    static func set(_ servers: some Sequence<Int>) -> ServerSet {
        var set = ServerSet()
        for server in servers { set.insert(server) }
        return set
    }

    /// Whether `count` of `trials` is what chance `share` gives, within five standard deviations.
    static func isPlausible(_ count: Int, of trials: Int, share: Double) -> Bool {
        let expected = Double(trials) * share
        let deviation = (expected * (1 - share)).squareRoot()
        return abs(Double(count) - expected) <= 5 * deviation + 1
    }
}
