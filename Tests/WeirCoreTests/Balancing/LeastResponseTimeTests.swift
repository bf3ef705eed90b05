import Testing
import WeirModel

@testable import WeirCore

@Suite struct LeastResponseTimeTests {
    @Test func theQuickestWinsUntilItIsBusyEnough() {
        let state = BalanceFixture.state(.leastResponseTime, weights: [1, 1])
        Self.observe(state, [1000, 3500])
        var view = UpstreamView(state)
        for _ in 0..<3 {
            #expect(Self.pick(&view) == 0)
            state.servers[0].begin()
        }
        #expect(Self.pick(&view) == 1)
    }

    @Test func weightDividesTheCost() {
        let state = BalanceFixture.state(.leastResponseTime, weights: [1, 4])
        Self.observe(state, [1000, 3000])
        var view = UpstreamView(state)
        #expect(Self.pick(&view) == 1)
    }

    @Test func aServerWithoutSamplesTakesTheMedian() {
        let state = BalanceFixture.state(.leastResponseTime, weights: [1, 1, 1, 1])
        Self.observe(state, [1000, 3000, 9000])
        var view = UpstreamView(state)
        #expect(Self.scores(&view) == [1000, 3000, 9000, 3000])
        #expect(Self.pick(&view) == 0)
        for _ in 0..<4 { state.servers[0].begin() }
        let picks = Set((0..<40).map { Self.pick(&view, seed: UInt64($0)) })
        #expect(picks == [1, 3], "neither everything nor nothing")
        state.setHealth(.down, reason: "test", server: 2, now: BalanceFixture.start)
        #expect(Self.scores(&view) == [5000, 3000, 2000], "an even number: halfway")
    }

    @Test func withoutAnySamplesChanceAndLoadDecide() {
        let state = BalanceFixture.state(.leastResponseTime, weights: [1, 1, 1])
        state.servers[1].begin()
        var view = UpstreamView(state)
        let counts = BalanceFixture.counts((0..<4000).map { Self.pick(&view, seed: UInt64($0)) }, servers: 3)
        #expect(counts[1] == 0)
        #expect(BalanceFixture.isPlausible(counts[0], of: 4000, share: 0.5))
    }

    @Test func aFailureCountsAsItsTimeout() {
        let state = BalanceFixture.state(.leastResponseTime, weights: [1, 1])
        Self.observe(state, [1000, 1200])
        let later = BalanceFixture.moment(after: .seconds(1))
        state.servers[0].observeFailure(timeoutMicroseconds: 2_000_000, now: later)
        state.servers[1].observe(firstByteMicroseconds: 1200, now: later)
        var view = UpstreamView(state)
        #expect(Self.pick(&view, now: later) == 1)
    }

    @Test func aSlowServerIsTriedAgainAfterAWhile() {
        let state = BalanceFixture.state(.leastResponseTime, weights: [1, 1])
        Self.observe(state, [1000, 50_000])
        var view = UpstreamView(state)
        var first: Int?
        for elapsed in 1...120 where first == nil {
            let now = BalanceFixture.moment(after: .seconds(elapsed))
            if Self.pick(&view, now: now) == 1 { first = elapsed }
            state.servers[0].observe(firstByteMicroseconds: 1000, now: now)
        }
        #expect(first.map { (30...50).contains($0) } == true, "50 times slower: after ln(50) time constants")
    }

    private static func observe(_ state: UpstreamState, _ samples: [Int64]) {
        for (server, sample) in zip(state.servers, samples) {
            server.observe(firstByteMicroseconds: sample, now: BalanceFixture.start)
        }
    }

    private static func pick(
        _ view: inout UpstreamView, now: Moment = BalanceFixture.start, seed: UInt64 = 1
    ) -> Int? {
        var random = RandomSource(seed: seed)
        return view.pick(client: BalanceFixture.client, excluding: ServerSet(), random: &random, now: now)
    }

    private static func scores(_ view: inout UpstreamView) -> [Double] {
        view.considered(client: BalanceFixture.client, excluding: ServerSet(), now: BalanceFixture.start)
            .compactMap(\.score)
    }
}
