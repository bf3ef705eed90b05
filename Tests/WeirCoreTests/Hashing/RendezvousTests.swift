import Testing

@testable import WeirCore

@Suite struct RendezvousTests {
    @Test func theUnitIsStrictlyBetweenZeroAndOne() {
        for hash in [0, 1, UInt64.max, UInt64.max - 1, 1 << 63] as [UInt64] {
            let unit = Rendezvous.unit(hash)
            #expect(unit > 0 && unit < 1)
            let score = Rendezvous.score(weight: 1, hash: hash)
            #expect(score > 0 && score.isFinite)
        }
    }

    @Test func theScoreGrowsWithTheWeightAndIsZeroWithoutOne() {
        #expect(Rendezvous.score(weight: 0, hash: .max) == 0)
        #expect(Rendezvous.score(weight: -3, hash: .max) == 0)
        #expect(Rendezvous.score(weight: 6, hash: 123 << 40) == 2 * Rendezvous.score(weight: 3, hash: 123 << 40))
    }
}
