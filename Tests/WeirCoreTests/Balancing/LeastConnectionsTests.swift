import Testing
import WeirModel

@testable import WeirCore

@Suite struct LeastConnectionsTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func neverPicksABusierServer(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let weights = (0...random.index(below: 12)).map { _ in 1 + random.index(below: 256) }
        let state = BalanceFixture.state(.leastConnections, weights: weights)
        var view = UpstreamView(state)
        var running: [Int] = []
        for _ in 0..<200 {
            let excluded = BalanceFixture.set(weights.indices.filter { _ in random.index(below: 8) == 0 })
            let picked = view.pick(
                client: BalanceFixture.client, excluding: excluded, random: &random, now: BalanceFixture.start)
            guard let picked else { continue }
            #expect(!excluded.contains(picked))
            for other in state.servers where !excluded.contains(other.index) {
                #expect(state.servers[picked].active * weights[other.index] <= other.active * weights[picked])
            }
            state.servers[picked].begin()
            running.append(picked)
            if random.index(below: 3) == 0 {
                state.servers[running.remove(at: random.index(below: running.count))].end()
            }
        }
        #expect(state.servers.map(\.active).reduce(0, +) == running.count)
    }

    @Test func tiesFallByChanceInProportionToTheWeights() {
        var view = UpstreamView(BalanceFixture.state(.leastConnections, weights: [1, 2, 5]))
        let counts = BalanceFixture.counts(BalanceFixture.picks(8000, of: &view), servers: 3)
        for (count, share) in zip(counts, [0.125, 0.25, 0.625]) {
            #expect(BalanceFixture.isPlausible(count, of: 8000, share: share))
        }
    }

    @Test func requestsInFlightSettleAtTheWeights() {
        let state = BalanceFixture.state(.leastConnections, weights: [1, 2, 3])
        var view = UpstreamView(state)
        var random = RandomSource(seed: 2)
        for _ in 0..<60 {
            let picked = view.pick(
                client: BalanceFixture.client, excluding: ServerSet(), random: &random, now: BalanceFixture.start)
            if let picked { state.servers[picked].begin() }
        }
        #expect(state.servers.map(\.active) == [10, 20, 30])
    }
}
