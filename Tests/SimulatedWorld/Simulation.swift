/// Runs worlds, one seed after the other.
enum Simulation {
    struct Outcome {
        let seed: UInt64
        let hash: UInt64
        let coverage: Coverage
        /// Empty: all was well.
        let complaints: [String]
        /// Empty unless it was asked for.
        let trace: [String]
    }

    static func run(seed: UInt64, sabotage: Sabotage = .none, keepsTrace: Bool = false) throws -> Outcome {
        let world = try World(seed: seed, sabotage: sabotage, keepsTrace: keepsTrace)
        world.run()
        return Outcome(
            seed: seed, hash: world.trace.hash, coverage: world.coverage, complaints: world.complaints,
            trace: world.trace.lines)
    }
}
