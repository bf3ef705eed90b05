internal import WeirModel

/// Whom the balancer may choose, worked out once per change of health or operator state. Immutable but for the turns.
final class CandidateTable: Sendable {
    /// In order of preference; only tiers that have candidates.
    private let tiers: [CandidateTier]

    /// With `previous`, turns go on from where they were, so that changes favour no server.
    init(method: BalanceMethod, servers: [ServerState], previous: CandidateTable? = nil) {
        tiers = CandidateTier.Role.allCases.compactMap { role in
            let members = servers.filter { CandidateTier.role(of: $0) == role }
            guard !members.isEmpty else { return nil }
            let turn = previous?.tiers.first { $0.role == role }?.turnsTaken ?? 0
            return CandidateTier(role: role, method: method, servers: members, turn: turn)
        }
    }

    var isEmpty: Bool { tiers.isEmpty }

    func pick(client: IPAddress, excluding: ServerSet, random: inout RandomSource, now: Moment) -> Int? {
        for tier in tiers {
            if let server = tier.pick(client: client, excluding: excluding, random: &random, now: now) {
                return server
            }
        }
        return nil
    }

    func considered(
        _ servers: [ServerState], client: IPAddress, excluding: ServerSet, now: Moment
    ) -> [ConsideredServer] {
        let drawing = tiers.first { $0.hasCandidate(excluding: excluding) }
        return servers.map { server in
            guard let role = CandidateTier.role(of: server) else {
                return ConsideredServer(server: server.index, standing: Self.obstacle(of: server), score: nil)
            }
            if excluding.contains(server.index) {
                return ConsideredServer(server: server.index, standing: .tried, score: nil)
            }
            guard let drawing, drawing.role == role else {
                return ConsideredServer(server: server.index, standing: .standby, score: nil)
            }
            let score = drawing.score(of: server.index, client: client, now: now)
            return ConsideredServer(server: server.index, standing: .candidate, score: score)
        }
    }

    /// Why a server is in no tier.
    private static func obstacle(of server: ServerState) -> ServerStanding {
        if server.operatorState == .maintenance { return .maintenance }
        switch server.health {
        case .down: return .down
        case .starting: return .starting
        case .up: return .noWeight
        }
    }
}
