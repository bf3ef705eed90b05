import Testing

@testable import SimulatedWorld

/// Worlds around the real code; `make simulate` runs more of them, and replays one.
@Suite struct SimulationTests {
    private static let seeds: UInt64 = 1_000

    private func run(_ seeds: Range<UInt64>) throws -> Coverage {
        var coverage = Coverage()
        for seed in seeds {
            let outcome = try Simulation.run(seed: seed)
            coverage.add(outcome.coverage)
            guard !outcome.complaints.isEmpty else { continue }
            let trace = try Simulation.run(seed: seed, keepsTrace: true).trace.joined(separator: "\n")
            let complaints = outcome.complaints.joined(separator: "\n")
            Issue.record("seed \(seed):\n\(complaints)\n`make simulate SEED=\(seed)` shows what happened:\n\(trace)")
        }
        return coverage
    }

    @Test func aThousandWorldsAreAsTheyShouldBe() throws {
        let coverage = try run(1..<Self.seeds + 1)
        for feature in Feature.allCases {
            #expect(coverage.count(feature) > 0, "\(feature.rawValue) never happened")
        }
        let endings = [
            "complete", "bad_request", "body_too_large", "head_timeout", "body_timeout", "send_timeout",
            "client_gone", "no_route", "no_server", "pinned_down", "server_busy", "connect_refused",
            "connect_timeout", "response_timeout", "upstream_reset", "upstream_truncated", "bad_response", "draining",
            "tunnel_idle",
        ]
        for ending in endings { #expect(coverage.endings[ending] != nil, "nothing ended as \(ending)") }
        for verdict in ["none", "valid", "kept", "moved", "down", "unreachable", "unknown", "off"] {
            #expect(coverage.verdicts[verdict] != nil, "no cookie was judged \(verdict)")
        }
        #expect(coverage.requests > 10_000)
        #expect(coverage.faults > 1_000)
    }

    /// Worlds in which a defect was found, as long as nothing is added to what worlds can be made of.
    @Test func worldsThatOnceFailedDoNot() throws {
        _ = try run(5_031_034..<5_031_035)
    }

    @Test func aSeedIsAlwaysTheSameWorld() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let first = try Simulation.run(seed: seed)
            let second = try Simulation.run(seed: seed, keepsTrace: true)
            #expect(first.hash == second.hash)
            #expect(!second.trace.isEmpty)
        }
        #expect(try Simulation.run(seed: 1).hash != Simulation.run(seed: 2).hash)
    }

    /// The checks see what they are there to see.
    @Test(arguments: Sabotage.allCases.filter { $0 != .none })
    func sabotageIsFound(sabotage: Sabotage) throws {
        let found = try (1...60 as ClosedRange<UInt64>).contains { seed in
            try !Simulation.run(seed: seed, sabotage: sabotage).complaints.isEmpty
        }
        #expect(found)
    }
}
