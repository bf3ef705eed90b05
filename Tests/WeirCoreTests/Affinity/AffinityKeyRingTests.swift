import Testing
import WeirModel

@testable import WeirCore

@Suite struct AffinityKeyRingTests {
    private let ring = AffinityFixture.ring(AffinityFixture.first)
    private let now = AffinityFixture.moment(0)

    @Test(arguments: 0..<50 as Range<UInt64>)
    func whatIsSignedIsRead(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let identity = AffinityFixture.identity(&random)
        let text = AffinityFixture.sign(identity, ring)
        #expect(text.count == 71)
        #expect(read(text) == .verified(identity))
    }

    @Test func extremeNumbersSurvive() {
        let none = CookieIdentity(
            client: 0, arm: 0, server: 0, firstSeen: AffinityFixture.issued, issued: AffinityFixture.issued)
        let full = CookieIdentity(
            client: .max, arm: .max, server: .max, firstSeen: AffinityFixture.issued, issued: AffinityFixture.issued)
        for identity in [none, full] { #expect(read(AffinityFixture.sign(identity, ring)) == .verified(identity)) }
    }

    @Test func timesOutOfRangeAreClampedNotTrapped() {
        let identity = CookieIdentity(client: 1, firstSeen: .min, issued: .max)
        let latest: Int64 = 1 << 40 - 1
        let end = Moment(monotonic: 0, wall: latest * 1_000_000)
        let reading = ring.read(AffinityFixture.sign(identity, ring).span, settings: AffinityFixture.settings, now: end)
        #expect(reading == .expired(CookieIdentity(client: 1, firstSeen: 0, issued: latest), lifetimePassed: true))
    }

    @Test func everyFlippedBitIsRefused() {
        var random = RandomSource(seed: 99)
        let text = AffinityFixture.sign(AffinityFixture.identity(&random), ring)
        for position in text.indices {
            for bit in 0..<8 {
                var flipped = text
                flipped[position] ^= 1 << bit
                let reading = read(flipped)
                #expect(reading == .forged || reading == .malformed)
            }
        }
    }

    @Test func everyFlippedBitBeneathTheTextIsForged() {
        var random = RandomSource(seed: 98)
        let text = AffinityFixture.sign(AffinityFixture.identity(&random), ring)
        var bytes = [UInt8](repeating: 0, count: 53)
        var room = bytes.mutableSpan
        #expect(Base64URL.decode(text.span, into: &room) == 53)
        for bit in 0..<(53 * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            var forged: [UInt8] = []
            Base64URL.encode(flipped.span, into: &forged)
            #expect(read(forged) == (bit < 8 ? .malformed : .forged), "bit \(bit)")
        }
    }

    @Test func whatIsNoCookieOfOursIsMalformed() {
        var random = RandomSource(seed: 97)
        let text = AffinityFixture.sign(AffinityFixture.identity(&random), ring)
        let quoted = [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
        for other in [[], Array("web-1".utf8), Array(text.dropLast()), text + text, quoted, text + [UInt8(ascii: "=")]]
        {
            #expect(read(other) == .malformed)
        }
    }

    @Test func garbageOfTheRightLengthNeverVerifies() {
        var random = RandomSource(seed: 96)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for _ in 0..<500 {
            // "AQ…" has the right version; the last character must leave no bits over.
            let middle = (0..<68).map { _ in alphabet[random.index(below: 64)] }
            let reading = read(Array("AQ".utf8) + middle + [UInt8(ascii: "A")])
            #expect(reading == .forged || reading == .malformed)
        }
    }

    @Test func theFirstKeySignsAndAllVerify() {
        var random = RandomSource(seed: 1)
        let identity = AffinityFixture.identity(&random)
        let old = AffinityFixture.ring(AffinityFixture.first)
        let rotated = AffinityFixture.ring(AffinityFixture.second, AffinityFixture.first)
        let new = AffinityFixture.ring(AffinityFixture.second)
        let oldText = AffinityFixture.sign(identity, old)
        let newText = AffinityFixture.sign(identity, rotated)
        #expect(read(oldText, by: rotated) == .verified(identity))
        #expect(read(newText, by: rotated) == .verified(identity))
        #expect(newText == AffinityFixture.sign(identity, new))
        #expect(read(oldText, by: new) == .forged, "an unknown key id")
        #expect(read(newText, by: old) == .forged)
    }

    @Test func aRingWithoutKeysBelievesNothing() {
        var random = RandomSource(seed: 2)
        let text = AffinityFixture.sign(AffinityFixture.identity(&random), ring)
        #expect(read(text, by: AffinityKeyRing(keys: [])) == .forged)
        #expect(AffinityFixture.sign(AffinityFixture.identity(&random), AffinityKeyRing(keys: [])).isEmpty)
    }

    @Test func instancesWithTheSameKeysAgree() {
        var random = RandomSource(seed: 3)
        let identity = AffinityFixture.identity(&random)
        let other = AffinityFixture.ring(AffinityFixture.first)
        #expect(AffinityFixture.sign(identity, ring) == AffinityFixture.sign(identity, other))
        #expect(read(AffinityFixture.sign(identity, ring), by: other) == .verified(identity))
        #expect(ring.serverIdentity(upstream: "a", server: "b") == other.serverIdentity(upstream: "a", server: "b"))
    }

    @Test func identitiesTellNamesApartAndDoNotDependOnKeys() {
        let other = AffinityFixture.ring(AffinityFixture.second)
        let names = [("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", ""), ("c", "ab")]
        let servers = names.map { ring.serverIdentity(upstream: $0, server: $1) }
        let arms = names.map { ring.armIdentity(salt: $0, arm: $1) }
        #expect(Set(servers + arms).count == 10)
        #expect(!(servers + arms).contains(0))
        #expect(servers == names.map { other.serverIdentity(upstream: $0, server: $1) })
        #expect(arms == names.map { other.armIdentity(salt: $0, arm: $1) })
    }

    private func read(_ text: [UInt8], by other: AffinityKeyRing? = nil) -> CookieReading {
        (other ?? ring).read(text.span, settings: AffinityFixture.settings, now: now)
    }
}
