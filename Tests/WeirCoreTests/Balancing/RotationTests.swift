import Testing

@testable import WeirCore

@Suite struct RotationTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func everyCycleIsExact(seed: UInt64) {
        let weights = Self.weights(seed: seed)
        let sequence = Rotation.sequence(weights: weights)
        let reduced = Rotation.reduced(weights)
        #expect(BalanceFixture.counts(sequence.map(Int.init), servers: weights.count) == reduced)
        for (weight, turns) in zip(weights, reduced) {
            #expect(weight * reduced[0] == turns * weights[0], "proportions are kept")
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func noServerIsEverAWholeTurnAheadOrBehind(seed: UInt64) {
        let weights = Self.weights(seed: seed)
        let sequence = Rotation.sequence(weights: weights)
        let turns = Rotation.reduced(weights)
        var taken = Array(repeating: 0, count: weights.count)
        for (slot, server) in sequence.enumerated() {
            taken[Int(server)] += 1
            for index in weights.indices {
                let lag = taken[index] * sequence.count - turns[index] * (slot + 1)
                #expect(abs(lag) < sequence.count)
            }
        }
    }

    @Test func equalWeightsNeverRepeatAServer() {
        for count in 2...20 {
            let sequence = Rotation.sequence(weights: Array(repeating: 7, count: count))
            #expect(sequence == (0..<Int32(count)).map { $0 })
        }
    }

    @Test func turnsAreInterleaved() {
        #expect(Rotation.sequence(weights: [1, 1, 2]) == [2, 0, 2, 1])
        #expect(Rotation.sequence(weights: [5, 1, 1]) == [0, 0, 0, 1, 0, 0, 2])
        #expect(Rotation.sequence(weights: [4, 2, 2]) == [0, 1, 0, 2])
    }

    /// Also from the end of one cycle into the next.
    @Test func aHeavyServersRunsAreAsShortAsTheyCanBe() {
        for heavy in 1...30 {
            for light in 1...10 {
                let weights = [heavy] + Array(repeating: 1, count: light)
                let sequence = Rotation.sequence(weights: weights)
                let runs = Self.runs(of: 0, in: sequence + sequence)
                #expect(runs.max() == (heavy + light - 1) / light, "\(heavy) among \(light)")
            }
        }
    }

    @Test func aLongCycleIsScaledInProportion() {
        let weights = (0..<1000).map { 1 + ($0 * 37) % 256 }
        let turns = Rotation.reduced(weights)
        let total = Double(weights.reduce(0, +))
        let cycle = Double(turns.reduce(0, +))
        #expect(Int(cycle) <= Rotation.longestCycle + weights.count)
        for (weight, share) in zip(weights, turns) {
            #expect(share >= 1)
            #expect(abs(Double(share) - Double(weight) / total * Double(Rotation.longestCycle)) <= 1)
        }
        #expect(BalanceFixture.counts(Rotation.sequence(weights: weights).map(Int.init), servers: 1000) == turns)
    }

    @Test func oneServerAndNone() {
        #expect(Rotation.sequence(weights: [256]) == [0])
        #expect(Rotation.sequence(weights: []).isEmpty)
    }

    /// Lengths of the stretches in which a server has every turn.
    private static func runs(of server: Int32, in sequence: [Int32]) -> [Int] {
        sequence.split { $0 != server }.map(\.count)
    }

    private static func weights(seed: UInt64) -> [Int] {
        var random = RandomSource(seed: seed)
        let limit = seed.isMultiple(of: 3) ? 256 : 12
        return (0...random.index(below: 9)).map { _ in 1 + random.index(below: limit) }
    }
}
