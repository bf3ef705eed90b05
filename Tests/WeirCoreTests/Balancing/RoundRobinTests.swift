import Synchronization
import Testing
import WeirModel

@testable import WeirCore

@Suite struct RoundRobinTests {
    @Test func roundRobinGivesEqualTurnsWhateverTheWeights() {
        let state = BalanceFixture.state(.roundRobin, weights: [3, 1, 200])
        var view = UpstreamView(state)
        let picks = BalanceFixture.picks(300, of: &view)
        #expect(BalanceFixture.counts(picks, servers: 3) == [100, 100, 100])
        for index in 1..<picks.count { #expect(picks[index] != picks[index - 1]) }
    }

    @Test(arguments: 0..<25 as Range<UInt64>)
    func weightedTurnsAreExactWhileServersComeAndGo(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let weights = (0..<6).map { _ in random.index(below: 20) }
        let state = BalanceFixture.state(.weightedRoundRobin, weights: weights)
        var view = UpstreamView(state)
        for _ in 0..<12 {
            let changed = random.index(below: 6)
            let health: ServerHealth = state.servers[changed].health == .up ? .down : .up
            state.setHealth(health, reason: "test", server: changed, now: BalanceFixture.start)
            let live = weights.indices.map { state.servers[$0].health == .up ? weights[$0] : 0 }
            guard live.contains(where: { $0 > 0 }) else {
                #expect(BalanceFixture.picks(1, of: &view) == [nil])
                continue
            }
            // Some turns first, so that the cycle that is checked starts anywhere.
            _ = BalanceFixture.picks(random.index(below: 30), of: &view)
            let cycle = live.reduce(0, +)
            #expect(BalanceFixture.counts(BalanceFixture.picks(cycle, of: &view), servers: 6) == live)
        }
    }

    @Test func threadsTogetherAreAsExactAsOne() {
        let weights = [5, 3, 2, 1]
        let state = BalanceFixture.state(.weightedRoundRobin, weights: weights)
        let totals = Mutex([0, 0, 0, 0])
        ThreadedWork.run(threads: 8) { thread in
            var view = UpstreamView(state)
            let picks = BalanceFixture.picks(1100, of: &view, seed: UInt64(thread))
            let counts = BalanceFixture.counts(picks, servers: 4)
            totals.withLock { totals in
                for index in 0..<4 { totals[index] += counts[index] }
            }
        }
        #expect(totals.withLock { $0 } == weights.map { $0 * 8 * 100 })
    }

    @Test func aTriedServerIsPassedOverAndItsTurnsAreShared() {
        let state = BalanceFixture.state(.weightedRoundRobin, weights: [1, 1, 1])
        var view = UpstreamView(state)
        var random = RandomSource(seed: 3)
        var counts = [0, 0, 0]
        for _ in 0..<300 {
            let first = view.pick(
                client: BalanceFixture.client, excluding: ServerSet(), random: &random, now: BalanceFixture.start)
            guard first == 0 else {
                if let first { counts[first] += 1 }
                continue
            }
            let second = view.pick(
                client: BalanceFixture.client, excluding: BalanceFixture.set([0]), random: &random,
                now: BalanceFixture.start)
            if let second { counts[second] += 1 }
        }
        #expect(counts == [0, 150, 150])
    }

    @Test func turnsGoOnAfterAChange() {
        let state = BalanceFixture.state(.roundRobin, weights: [1, 1, 1, 1])
        var view = UpstreamView(state)
        #expect(BalanceFixture.picks(2, of: &view) == [0, 1])
        state.setHealth(.down, reason: "test", server: 3, now: BalanceFixture.start)
        state.setHealth(.up, reason: "", server: 3, now: BalanceFixture.start)
        #expect(BalanceFixture.picks(2, of: &view) == [2, 3])
    }
}
