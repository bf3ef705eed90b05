import Testing

@testable import SimulatedWorld

/// Worlds around the real code; `make simulate` runs more of them.
@Suite struct SimulationTests {
    @Test func aSeedIsAlwaysTheSameWorld() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let first = try Simulation.run(seed: seed)
            let second = try Simulation.run(seed: seed)
            #expect(first.hash == second.hash)
        }
    }
}
