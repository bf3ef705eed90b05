import Testing

@testable import WeirCore

@Suite struct ResponseTimeTests {
    private let second: Int64 = 1_000_000_000

    @Test func theFirstSampleIsTheAverage() {
        let time = ResponseTime.none.observing(microseconds: 1500, monotonic: 7 * second)
        #expect(time.estimate(monotonic: 7 * second) == 1500)
        #expect(ResponseTime.none.estimate(monotonic: 0) == nil)
        #expect(ResponseTime(packed: time.packed) == time)
    }

    @Test func itFallsWithTimeWhenIdle() {
        let time = ResponseTime.none.observing(microseconds: 1000, monotonic: 0)
        expectClose(time.estimate(monotonic: 10 * second), 1000 * 0.36788)
        expectClose(time.estimate(monotonic: 30 * second), 1000 * 0.04979)
        #expect(time.estimate(monotonic: 7200 * second) == 0)
    }

    @Test func aSampleWeighsMoreTheLongerTheLastOneIsPast() {
        let start = ResponseTime.none.observing(microseconds: 1000, monotonic: 0)
        let soon = start.observing(microseconds: 5000, monotonic: second)
        let late = start.observing(microseconds: 5000, monotonic: 20 * second)
        expectClose(soon.estimate(monotonic: second), 1000 * 0.904837 + 5000 * 0.095163)
        expectClose(late.estimate(monotonic: 20 * second), 1000 * 0.135335 + 5000 * 0.864665)
    }

    @Test func manySamplesInOneTickCountToo() {
        var time = ResponseTime.none.observing(microseconds: 1000, monotonic: 0)
        for _ in 0..<400_000 { time = time.observing(microseconds: 9000, monotonic: 1000) }
        #expect((time.estimate(monotonic: 1000) ?? 0) > 8000)
    }

    @Test func theClockMayWrapAroundAndLoopsMayDisagreeABit() {
        let wrap = Int64(UInt32.max) * ResponseTime.nanosecondsPerTick
        let time = ResponseTime.none.observing(microseconds: 1000, monotonic: wrap)
        expectClose(time.estimate(monotonic: wrap + 10 * second), 1000 * 0.36788)
        #expect(time.estimate(monotonic: wrap - second) == 1000)
        expectClose(time.observing(microseconds: 1, monotonic: wrap - second).estimate(monotonic: wrap), 1000)
    }

    @Test func noSampleIsOutOfRange() {
        for sample in [Int64.min, -1, 0, 1, Int64.max] {
            let time = ResponseTime.none.observing(microseconds: sample, monotonic: Int64.min)
            #expect(time.hasSamples)
            #expect(time.estimate(monotonic: Int64.max)?.isFinite == true)
        }
    }

    private func expectClose(_ value: Float?, _ expected: Float, sourceLocation: SourceLocation = #_sourceLocation) {
        let difference = abs((value ?? .infinity) - expected)
        #expect(difference <= expected / 500, sourceLocation: sourceLocation)
    }
}
