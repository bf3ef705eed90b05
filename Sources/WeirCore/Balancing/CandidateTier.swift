internal import Synchronization
internal import WeirModel

/// Servers of equal rank: among them the balancing method decides.
///
/// Each method is an extension of its own, `CandidateTier+….swift`.
final class CandidateTier: Sendable {
    /// In order of preference.
    enum Role: Sendable, Equatable, CaseIterable {
        case primary
        case backup
        case draining
    }

    /// A server that may be drawn.
    struct Candidate: Sendable {
        /// Index into the upstream's servers.
        let server: Int
        /// 1 to 256.
        let weight: Int
        let identity: UInt64
        let tally: ServerTally
    }

    let role: Role
    let method: BalanceMethod
    /// At least one; in the configuration's order.
    let candidates: [Candidate]
    /// Indices into `candidates`, each as often as it has turns in a cycle. Empty for methods without turns.
    let rotation: [Int32]
    /// Sums of the weights up to and including each candidate.
    let cumulativeWeights: [UInt64]
    private let turn: Atomic<UInt64>

    init(role: Role, method: BalanceMethod, servers: [ServerState], turn: UInt64) {
        self.role = role
        self.method = method
        self.turn = Atomic(turn)
        candidates = servers.map {
            Candidate(server: $0.index, weight: $0.server.weight, identity: $0.identity, tally: $0.tally)
        }
        let weights = candidates.map(\.weight)
        cumulativeWeights = Self.runningSums(weights)
        switch method {
        case .roundRobin: rotation = (0..<Int32(weights.count)).map { $0 }
        case .weightedRoundRobin: rotation = Rotation.sequence(weights: weights)
        case .leastConnections, .leastResponseTime, .ipHash, .random, .p2c: rotation = []
        }
    }

    /// Nil if every candidate is excluded.
    func pick(client: IPAddress, excluding: ServerSet, random: inout RandomSource, now: Moment) -> Int? {
        let chosen: Int? =
            switch method {
            case .roundRobin, .weightedRoundRobin: nextInRotation(excluding: excluding)
            case .leastConnections: leastLoaded(excluding: excluding, random: &random)
            case .leastResponseTime: quickest(excluding: excluding, random: &random, now: now)
            case .ipHash: nearest(to: client, excluding: excluding)
            case .random: drawn(excluding: excluding, random: &random)
            case .p2c: betterOfTwo(excluding: excluding, random: &random)
            }
        return chosen.map { candidates[$0].server }
    }

    func hasCandidate(excluding: ServerSet) -> Bool {
        candidates.contains { !excluding.contains($0.server) }
    }

    var turnsTaken: UInt64 { turn.load(ordering: .relaxed) }

    /// The number of this turn, over all event loops.
    func takeTurn() -> UInt64 { turn.wrappingAdd(1, ordering: .relaxed).oldValue }

    private static func runningSums(_ weights: [Int]) -> [UInt64] {
        var sum: UInt64 = 0
        return weights.map { weight in
            sum += UInt64(weight)
            return sum
        }
    }
}

extension CandidateTier {
    /// Nil: the server is never drawn.
    static func role(of server: ServerState) -> Role? {
        guard server.health == .up, server.server.weight > 0 else { return nil }
        switch server.operatorState {
        case .ready: return server.server.backup ? .backup : .primary
        case .drain: return .draining
        case .maintenance: return nil
        }
    }

    /// What the method compares of one server; nil where it compares nothing, or the server is not in this tier.
    func score(of server: Int, client: IPAddress, now: Moment) -> Double? {
        guard let index = candidates.firstIndex(where: { $0.server == server }) else { return nil }
        let candidate = candidates[index]
        switch method {
        case .roundRobin, .weightedRoundRobin, .random: return nil
        case .leastConnections, .p2c: return Double(candidate.tally.active) / Double(candidate.weight)
        case .leastResponseTime: return expectedCost(of: candidate, now: now, unsampled: medianEstimate(now: now))
        case .ipHash: return Self.rendezvousScore(of: candidate, client: client)
        }
    }
}
