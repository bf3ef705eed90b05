import Testing
import WeirModel

@testable import WeirCore

@Suite struct RandomBalanceTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func randomDrawsByWeight(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let weights = (0..<7).map { _ in random.index(below: 40) } + [1]
        var view = UpstreamView(BalanceFixture.state(.random, weights: weights))
        let counts = BalanceFixture.counts(BalanceFixture.picks(10_000, of: &view, seed: seed), servers: 8)
        let total = Double(weights.reduce(0, +))
        for (count, weight) in zip(counts, weights) {
            #expect(BalanceFixture.isPlausible(count, of: 10_000, share: Double(weight) / total))
            #expect(weight > 0 || count == 0)
        }
    }

    @Test func randomDrawsByWeightAmongTheRest() {
        var view = UpstreamView(BalanceFixture.state(.random, weights: [10, 1, 3]))
        var random = RandomSource(seed: 6)
        var counts = [0, 0, 0]
        for _ in 0..<8000 {
            let picked = view.pick(
                client: BalanceFixture.client, excluding: BalanceFixture.set([0]), random: &random,
                now: BalanceFixture.start)
            if let picked { counts[picked] += 1 }
        }
        #expect(counts[0] == 0)
        #expect(BalanceFixture.isPlausible(counts[1], of: 8000, share: 0.25))
        #expect(BalanceFixture.isPlausible(counts[2], of: 8000, share: 0.75))
    }

    @Test func twoChoicesAreDistinctSoTheBusiestNeverGetsAny() {
        let state = BalanceFixture.state(.p2c, weights: [1, 1, 1, 1, 1])
        for _ in 0..<10 { state.servers[2].begin() }
        var view = UpstreamView(state)
        let counts = BalanceFixture.counts(BalanceFixture.picks(6000, of: &view), servers: 5)
        #expect(counts[2] == 0)
        for index in [0, 1, 3, 4] { #expect(BalanceFixture.isPlausible(counts[index], of: 6000, share: 0.25)) }
    }

    @Test func twoChoicesCountWeight() {
        let state = BalanceFixture.state(.p2c, weights: [1, 10])
        state.servers[0].begin()
        for _ in 0..<9 { state.servers[1].begin() }
        var view = UpstreamView(state)
        #expect(Set(BalanceFixture.picks(200, of: &view)) == [1])
        state.servers[1].begin()
        state.servers[1].begin()
        #expect(Set(BalanceFixture.picks(200, of: &view)) == [0])
    }

    @Test func twoChoicesTieByWeight() {
        var view = UpstreamView(BalanceFixture.state(.p2c, weights: [3, 1]))
        let counts = BalanceFixture.counts(BalanceFixture.picks(4000, of: &view), servers: 2)
        #expect(BalanceFixture.isPlausible(counts[0], of: 4000, share: 0.75))
    }

    @Test func twoChoicesKeepTheSpreadNarrow() {
        let state = BalanceFixture.state(.p2c, weights: Array(repeating: 1, count: 50))
        var view = UpstreamView(state)
        var random = RandomSource(seed: 8)
        for _ in 0..<1000 {
            let picked = view.pick(
                client: BalanceFixture.client, excluding: ServerSet(), random: &random, now: BalanceFixture.start)
            if let picked { state.servers[picked].begin() }
        }
        // Chance alone would leave some server with about 32 of an average of 20.
        #expect((state.servers.map(\.active).max() ?? 0) <= 24)
    }

    @Test func indicesBelowABoundAreUniform() {
        var random = RandomSource(seed: 77)
        var counts = Array(repeating: 0, count: 7)
        for _ in 0..<14_000 { counts[random.index(below: 7)] += 1 }
        for count in counts { #expect(BalanceFixture.isPlausible(count, of: 14_000, share: 1 / 7)) }
        #expect(random.index(below: 0) == 0)
        #expect(random.index(below: -4) == 0)
    }
}
