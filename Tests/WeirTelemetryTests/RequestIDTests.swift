import Testing
import WeirCore

@testable import WeirTelemetry

@Suite struct RequestIDTests {
    private func id(at milliseconds: Int64, seed: UInt64 = 1) -> String {
        var random = RandomSource(seed: seed)
        var bytes: [UInt8] = []
        RequestID.append(at: Moment(monotonic: 0, wall: milliseconds * 1000), random: &random, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func has26CharactersOfTheAlphabet() {
        for seed in 0..<200 as Range<UInt64> {
            let id = id(at: 1_469_918_176_385, seed: seed)
            #expect(id.utf8.count == RequestID.length)
            #expect(id.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
        }
    }

    @Test func beginsWithTheTimeAsULIDsDo() {
        #expect(id(at: 1_469_918_176_385).hasPrefix("01ARYZ6S41"))
        #expect(id(at: 0).hasPrefix("0000000000"))
        #expect(id(at: -5).hasPrefix("0000000000"))
    }

    @Test func sortsByTime() {
        let ids = (0..<100).map { id(at: 1_795_342_530_000 + $0 * 7919, seed: UInt64($0)) }
        #expect(ids == ids.sorted())
    }

    @Test func differsWithinOneMillisecond() {
        var random = RandomSource(seed: 9)
        var seen: Set<[UInt8]> = []
        for _ in 0..<10_000 {
            var bytes: [UInt8] = []
            RequestID.append(at: Moment(monotonic: 0, wall: 1_000_000), random: &random, to: &bytes)
            seen.insert(bytes)
        }
        #expect(seen.count == 10_000)
    }
}
