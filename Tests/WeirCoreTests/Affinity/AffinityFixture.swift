import WeirModel

@testable import WeirCore

/// Keys, cookies and moments that the tests of this folder share.
enum AffinityFixture {
    static let first = AffinityKey(bytes: Array("the first key of these tests".utf8))
    static let second = AffinityKey(
        bytes: Array("the second key of these tests, which is longer than one block is".utf8))
    static let settings = Affinity()
    static let issued: Int64 = 1_800_000_000

    static func ring(_ keys: AffinityKey...) -> AffinityKeyRing { AffinityKeyRing(keys: keys) }

    /// That many seconds after `issued`.
    static func moment(_ seconds: Int64) -> Moment {
        Moment(monotonic: 1, wall: (issued + seconds) * 1_000_000)
    }

    static func identity(_ random: inout RandomSource) -> CookieIdentity {
        CookieIdentity(
            client: random.next(), arm: random.next(), server: random.next(),
            firstSeen: issued - Int64(random.index(below: 40_000)), issued: issued)
    }

    static func sign(_ identity: CookieIdentity, _ ring: AffinityKeyRing) -> [UInt8] {
        var text: [UInt8] = []
        ring.sign(identity, into: &text)
        return text
    }
}
