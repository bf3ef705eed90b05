import Testing

@testable import WeirCore

@Suite struct ServerSetTests {
    @Test func holdsExactlyWhatWasInsertedAcrossTheInlineBoundary() {
        let inserted = [0, 5, 63, 64, 65, 127, 128, 999]
        let set = BalanceFixture.set(inserted)
        let found = (0..<1100).filter { set.contains($0) }
        #expect(found == inserted)
        #expect(!set.isEmpty)
    }

    @Test func startsEmptyAndIgnoresNegativeIndices() {
        var set = ServerSet()
        #expect(set.isEmpty)
        set.insert(-1)
        set.insert(-64)
        #expect(set.isEmpty)
        #expect(!set.contains(-1))
        #expect(!set.contains(Int.min))
        #expect(!set.contains(Int.max))
    }

    @Test func equalityDoesNotDependOnTheOrderOfInsertion() {
        #expect(BalanceFixture.set([200, 3, 64]) == BalanceFixture.set([64, 200, 3, 3]))
        #expect(BalanceFixture.set([3]) != BalanceFixture.set([3, 64]))
    }
}
