import Testing
import WeirModel

@testable import WeirCore

@Suite struct CandidateTableTests {
    private static let everyMethod = BalanceMethod.allCases

    @Test(arguments: everyMethod)
    func tiersComeInOrderAndNeverMix(method: BalanceMethod) {
        let state = BalanceFixture.state(
            method,
            servers: [
                BalanceFixture.server(0), BalanceFixture.server(1), BalanceFixture.server(2, backup: true),
                BalanceFixture.server(3, state: .drain), BalanceFixture.server(4, state: .maintenance),
                BalanceFixture.server(5, weight: 0), BalanceFixture.server(6, weight: 0, backup: true),
                BalanceFixture.server(7, backup: true, state: .drain),
            ])
        var view = UpstreamView(state)
        func drawn() -> Set<Int?> { Set(Self.draw(300, from: &view, excluding: [])) }
        #expect(drawn() == [0, 1])
        state.setHealth(.down, reason: "", server: 0, now: BalanceFixture.start)
        #expect(drawn() == [1])
        state.setHealth(.down, reason: "", server: 1, now: BalanceFixture.start)
        #expect(drawn() == [2])
        state.setHealth(.starting, reason: "", server: 2, now: BalanceFixture.start)
        #expect(drawn() == [3, 7])
        state.setHealth(.down, reason: "", server: 3, now: BalanceFixture.start)
        #expect(drawn() == [7])
        let serves = view.canServe()
        #expect(serves)
        state.setOperatorState(.maintenance, server: 7, now: BalanceFixture.start)
        #expect(drawn() == [nil])
        let stillServes = view.canServe()
        #expect(!stillServes)
        state.setHealth(.up, reason: "", server: 0, now: BalanceFixture.start)
        #expect(drawn() == [0])
    }

    @Test(arguments: everyMethod)
    func exclusionComesBeforeTheTiers(method: BalanceMethod) {
        let state = BalanceFixture.state(
            method,
            servers: [
                BalanceFixture.server(0), BalanceFixture.server(1), BalanceFixture.server(2, backup: true),
                BalanceFixture.server(3, state: .drain),
            ])
        var view = UpstreamView(state)
        #expect(Set(Self.draw(100, from: &view, excluding: [0])) == [1])
        #expect(Set(Self.draw(100, from: &view, excluding: [0, 1])) == [2])
        #expect(Set(Self.draw(100, from: &view, excluding: [0, 1, 2])) == [3])
        #expect(Set(Self.draw(100, from: &view, excluding: [0, 1, 2, 3])) == [nil])
    }

    @Test(arguments: everyMethod)
    func tryingOneAfterTheOtherReachesEachOnce(method: BalanceMethod) {
        let weights = (0..<90).map { 1 + $0 % 5 }
        var view = UpstreamView(BalanceFixture.state(method, weights: weights))
        var random = RandomSource(seed: 9)
        var tried = ServerSet()
        var order: [Int] = []
        while let server = view.pick(
            client: BalanceFixture.client, excluding: tried, random: &random, now: BalanceFixture.start)
        {
            order.append(server)
            tried.insert(server)
        }
        #expect(order.sorted() == Array(0..<90))
    }

    @Test(arguments: everyMethod)
    func ofWeightZeroAloneNothingIsDrawn(method: BalanceMethod) {
        var view = UpstreamView(BalanceFixture.state(method, weights: [0, 0]))
        #expect(Self.draw(10, from: &view, excluding: []).allSatisfy { $0 == nil })
        let serves = view.canServe()
        #expect(!serves)
    }

    @Test func explainsWhereEachServerStands() {
        let state = BalanceFixture.state(
            .leastConnections,
            servers: [
                BalanceFixture.server(0, weight: 2), BalanceFixture.server(1), BalanceFixture.server(2, weight: 0),
                BalanceFixture.server(3, backup: true), BalanceFixture.server(4, state: .maintenance),
                BalanceFixture.server(5), BalanceFixture.server(6), BalanceFixture.server(7, state: .drain),
            ])
        state.servers[0].begin()
        state.setHealth(.down, reason: "", server: 5, now: BalanceFixture.start)
        state.setHealth(.starting, reason: "", server: 6, now: BalanceFixture.start)
        var view = UpstreamView(state)
        let considered = view.considered(
            client: BalanceFixture.client, excluding: BalanceFixture.set([1]), now: BalanceFixture.start)
        let standings: [ServerStanding] = [
            .candidate, .tried, .noWeight, .standby, .maintenance, .down, .starting, .standby,
        ]
        #expect(considered.map(\.standing) == standings)
        #expect(considered.map(\.score) == [0.5, nil, nil, nil, nil, nil, nil, nil])
    }

    @Test func theScoresExplainTheChoice() {
        let lowestWins: [BalanceMethod] = [.leastConnections, .leastResponseTime]
        for method in lowestWins + [.ipHash] {
            let state = BalanceFixture.state(method, weights: [1, 2, 3, 4])
            for server in state.servers {
                for _ in 0...(server.index * 3) { server.begin() }
                server.observe(firstByteMicroseconds: 1000, now: BalanceFixture.start)
            }
            var view = UpstreamView(state)
            let scores = view.considered(
                client: BalanceFixture.client, excluding: ServerSet(), now: BalanceFixture.start
            ).compactMap(\.score)
            let best = lowestWins.contains(method) ? scores.min() : scores.max()
            let chosen = Self.draw(1, from: &view, excluding: [])[0]
            #expect(chosen.map { scores[$0] } == best)
        }
    }

    private static func draw(_ count: Int, from view: inout UpstreamView, excluding: [Int]) -> [Int?] {
        var random = RandomSource(seed: 5)
        let excluded = BalanceFixture.set(excluding)
        return (0..<count).map { number in
            view.pick(
                client: IPAddress(v4: UInt32(number) &* 2_654_435_761), excluding: excluded, random: &random,
                now: BalanceFixture.start)
        }
    }
}
