import Testing
import WeirModel

@testable import WeirCore

@Suite struct CookieMemoryTests {
    private let ring = AffinityFixture.ring(AffinityFixture.first)
    private let now = Moment(monotonic: 0, wall: AffinityFixture.issued * 1_000_000)

    /// Genuine cookies, changed ones, and what is none, in any order: what is read is the same as without a memory.
    @Test func rememberingChangesNoReading() {
        var random = RandomSource(seed: 7)
        var genuine: [[UInt8]] = []
        for _ in 0..<4 { genuine.append(AffinityFixture.sign(AffinityFixture.identity(&random), ring)) }
        var memory = CookieMemory()
        for _ in 0..<2_000 {
            var text = genuine[random.index(below: genuine.count)]
            if random.index(below: 3) == 0 {
                text[random.index(below: text.count)] ^= 1 << UInt8(random.index(below: 7))
            }
            if random.index(below: 20) == 0 { text.removeLast() }
            let later = Moment(monotonic: 0, wall: now.wall + Int64(random.index(below: 50_000)) * 1_000_000)
            let remembered = ring.read(
                text.span, settings: AffinityFixture.settings, memory: &memory, generation: 1, now: later)
            #expect(remembered == ring.read(text.span, settings: AffinityFixture.settings, now: later))
        }
    }

    @Test func onlyWhatWasVerifiedIsHeld() {
        var random = RandomSource(seed: 8)
        let identity = AffinityFixture.identity(&random)
        let text = AffinityFixture.sign(identity, ring)
        var forged = text
        forged[70] = forged[70] == 0x41 ? 0x51 : 0x41
        var memory = CookieMemory()
        #expect(memory.identity(of: text.span, generation: 1) == nil)
        _ = ring.read(forged.span, settings: AffinityFixture.settings, memory: &memory, generation: 1, now: now)
        #expect(memory.identity(of: forged.span, generation: 1) == nil)
        _ = ring.read(text.span, settings: AffinityFixture.settings, memory: &memory, generation: 1, now: now)
        #expect(memory.identity(of: text.span, generation: 1) == identity)
        #expect(memory.identity(of: forged.span, generation: 1) == nil)
        // Another configuration may have other keys.
        #expect(memory.identity(of: text.span, generation: 2) == nil)
    }
}
