import Testing
import WeirModel

@testable import WeirCore

@Suite struct AddressHashTests {
    private static let clients: [IPAddress] = {
        var random = RandomSource(seed: 11)
        return (0..<6000).map { index in
            index.isMultiple(of: 2)
                ? IPAddress(v4: UInt32(truncatingIfNeeded: random.next()))
                : IPAddress(high: random.next(), low: random.next())
        }
    }()

    @Test func sharesFollowTheWeights() {
        let weights = [1, 3, 6]
        let counts = BalanceFixture.counts(Self.homes(BalanceFixture.state(.ipHash, weights: weights)), servers: 3)
        for (count, weight) in zip(counts, weights) {
            #expect(BalanceFixture.isPlausible(count, of: Self.clients.count, share: Double(weight) / 10))
        }
    }

    @Test func losingAServerMovesOnlyItsClients() {
        let state = BalanceFixture.state(.ipHash, weights: [1, 2, 3, 4])
        let before = Self.homes(state)
        state.setHealth(.down, reason: "test", server: 2, now: BalanceFixture.start)
        let without = Self.homes(state)
        for (old, new) in zip(before, without) {
            #expect(old == 2 ? new != 2 && new != nil : new == old)
        }
        state.setHealth(.up, reason: "", server: 2, now: BalanceFixture.start)
        #expect(Self.homes(state) == before)
    }

    @Test func raisingAWeightMovesClientsOnlyToThatServer() {
        let before = Self.homes(BalanceFixture.state(.ipHash, weights: [2, 2, 2]))
        let after = Self.homes(BalanceFixture.state(.ipHash, weights: [2, 5, 2]))
        for (old, new) in zip(before, after) { #expect(new == old || new == 1) }
        #expect(before != after)
    }

    @Test func theOrderInTheFileMakesNoDifference() {
        let forward = [0, 1, 2].map { BalanceFixture.server($0) }
        let before = Self.homes(BalanceFixture.state(.ipHash, servers: forward))
        let after = Self.homes(BalanceFixture.state(.ipHash, servers: forward.reversed()))
        #expect(before.map { $0.map { 2 - $0 } } == after)
    }

    @Test func aRetryGoesWhereTheClientWouldGoWithoutTheServer() {
        let state = BalanceFixture.state(.ipHash, weights: [1, 1, 1])
        let excluding = Self.homes(state, excluding: [1])
        state.setHealth(.down, reason: "test", server: 1, now: BalanceFixture.start)
        #expect(Self.homes(state) == excluding)
    }

    private static func homes(_ state: UpstreamState, excluding: [Int] = []) -> [Int?] {
        var view = UpstreamView(state)
        var random = RandomSource(seed: 1)
        let excluded = BalanceFixture.set(excluding)
        return clients.map {
            view.pick(client: $0, excluding: excluded, random: &random, now: BalanceFixture.start)
        }
    }
}
