import Testing
import WeirModel

@testable import WeirCore

/// What a weighted split promises, over many seeds.
@Suite struct SplitTests {
    private func split(_ arms: [(name: String, weight: Int)], salt: String = "salt") -> Split {
        let upstreams = [Stage.upstream("web", ["a"])]
        let settings = SplitSettings(
            by: .client, arms: arms.map { Arm(name: $0.name, upstream: 0, weight: $0.weight) }, salt: salt)
        let targets = arms.map { _ in Target(upstream: 0, of: upstreams, allowsAffinity: false) }
        return Split(settings, targets: targets, cookie: nil, keys: AffinityKeyRing(keys: []))
    }

    private func draw(_ split: Split, _ key: UInt64) -> String? {
        var random = RandomSource(seed: key)
        return split.draw(.key(key), without: ServerSet(), random: &random).map { split.settings.arms[$0].name }
    }

    private func randomArms(_ random: inout RandomSource) -> [(name: String, weight: Int)] {
        (0..<2 + random.index(below: 5)).map { index in
            ("arm-\(index)", random.index(below: 4) == 0 ? 0 : 1 + random.index(below: [3, 100, 1_000_000][index % 3]))
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func sharesAreTheWeights(_ seed: UInt64) {
        var random = RandomSource(seed: seed)
        let split = split([("stable", 95), ("canary", 5)], salt: "salt-\(seed)")
        var byKey = 0
        var byChance = 0
        for _ in 0..<100_000 {
            byKey += split.draw(.key(random.next()), without: ServerSet(), random: &random) == 1 ? 1 : 0
            byChance += split.draw(.chance, without: ServerSet(), random: &random) == 1 ? 1 : 0
        }
        #expect((4_700...5_300).contains(byKey))
        #expect((4_700...5_300).contains(byChance))
    }

    @Test func consecutiveKeysAreSpreadToo() {
        let split = split([("a", 1), ("b", 1), ("c", 2)])
        let counts = (0..<20_000 as Range<UInt64>).reduce(into: [:]) { $0[draw(split, $1) ?? "", default: 0] += 1 }
        #expect((4_700...5_300).contains(counts["a"] ?? 0) && (9_700...10_300).contains(counts["c"] ?? 0))
    }

    @Test func changingAWeightMovesClientsOnlyToOrFromThatArm() {
        var random = RandomSource(seed: 11)
        var movedIn = 0
        var movedOut = 0
        for _ in 0..<60 {
            let arms = randomArms(&random)
            let changed = random.index(below: arms.count)
            var raised = arms
            raised[changed].weight += 1 + random.index(below: 200)
            let (before, after) = (split(arms), split(raised))
            for _ in 0..<100 {
                let key = random.next()
                let (old, new) = (draw(before, key), draw(after, key))
                // Upward: into the raised arm only. Read the other way: out of the lowered arm only.
                #expect(old == new || new == arms[changed].name)
                movedIn += old != new ? 1 : 0
                movedOut += old == arms[changed].name && new != old ? 1 : 0
            }
        }
        #expect(movedIn > 300 && movedOut == 0)
    }

    @Test func anArmThatComesOrGoesMovesNobodyBetweenTheOthers() {
        var random = RandomSource(seed: 12)
        var moved = 0
        for _ in 0..<60 {
            let arms = randomArms(&random)
            var more = arms
            more.insert(("new", 1 + random.index(below: 100)), at: random.index(below: arms.count + 1))
            let (without, with) = (split(arms), split(more))
            for _ in 0..<100 {
                let key = random.next()
                let (old, new) = (draw(without, key), draw(with, key))
                #expect(old == new || new == "new")
                moved += old != new ? 1 : 0
            }
        }
        #expect(moved > 300)
    }

    @Test func theOrderOfArmsDoesNotMatter() {
        var random = RandomSource(seed: 13)
        for _ in 0..<30 {
            let arms = randomArms(&random)
            let (one, other) = (split(arms), split(arms.reversed()))
            for _ in 0..<50 {
                let key = random.next()
                #expect(draw(one, key) == draw(other, key))
            }
        }
    }

    @Test func aRampUpAndDownEndsWithTheSameClients() {
        var random = RandomSource(seed: 14)
        let keys = (0..<3_000).map { _ in random.next() }
        func canary(_ weight: Int) -> Set<UInt64> {
            let split = split([("stable", 100 - weight), ("canary", weight)])
            return Set(keys.filter { draw(split, $0) == "canary" })
        }
        let first = canary(5)
        #expect(first.isSubset(of: canary(20)) && canary(5) == first)
        #expect((100...200).contains(first.count))
    }

    @Test func weightZeroGetsNobodyAndAllZeroGivesNothing() {
        let one = split([("a", 0), ("b", 1)])
        var random = RandomSource(seed: 15)
        for key in 0..<500 as Range<UInt64> {
            #expect(draw(one, key) == "b")
            #expect(one.draw(.chance, without: ServerSet(), random: &random) == 1)
        }
        let none = split([("a", 0), ("b", 0)])
        #expect(draw(none, 1) == nil)
        #expect(none.draw(.chance, without: ServerSet(), random: &random) == nil)
        #expect(draw(split([("a", 0)]), 1) == nil)
    }

    @Test func saltsDivideIndependently() {
        let (one, other) = (split([("a", 1), ("b", 1)], salt: "x"), split([("a", 1), ("b", 1)], salt: "y"))
        let equal = (0..<4_000 as Range<UInt64>).filter { draw(one, $0) == draw(other, $0) }.count
        #expect((1_850...2_150).contains(equal))
    }

    @Test func extremeWeightsDoNotTrap() {
        let split = split([("a", 1_000_000), ("b", 1), ("c", 0)])
        var random = RandomSource(seed: 16)
        let drawn = (0..<2_000).map { _ in split.draw(.chance, without: ServerSet(), random: &random) }
        #expect(drawn.allSatisfy { $0 == 0 || $0 == 1 })
    }
}
