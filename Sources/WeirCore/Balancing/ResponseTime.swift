/// An exponentially decaying average of times to first byte, small enough for one atomic word.
///
/// A sample that comes `t` after the last one weighs `1 - exp(-t / timeConstant)`; without samples the average falls by
/// `exp(-t / timeConstant)`, so that a server that was slow once is tried again.
struct ResponseTime: Sendable, Equatable {
    /// The average when the last sample came, in microseconds; 0: no sample yet.
    let average: Float
    /// When the last sample came, in ticks of the monotonic clock; it wraps around after twelve days.
    let tick: UInt32

    static let none = ResponseTime(average: 0, tick: 0)
    static let nanosecondsPerTick: Int64 = 256_000
    /// In ticks: ten seconds.
    static let timeConstant: Float = 10e9 / 256_000
    /// What a sample within the tick of the last one counts as having waited.
    private static let leastElapsed: Float = 0.25
    private static let longestMicroseconds: Int64 = 3_600_000_000

    init(average: Float, tick: UInt32) {
        self.average = average
        self.tick = tick
    }

    init(packed: UInt64) {
        average = Float(bitPattern: UInt32(truncatingIfNeeded: packed >> 32))
        tick = UInt32(truncatingIfNeeded: packed)
    }

    var packed: UInt64 { UInt64(average.bitPattern) << 32 | UInt64(tick) }
    var hasSamples: Bool { average > 0 }

    /// The average at `monotonic` nanoseconds, in microseconds; nil without samples.
    func estimate(monotonic: Int64) -> Float? {
        guard hasSamples else { return nil }
        return average * PlatformMath.exponential(-elapsed(until: Self.tick(of: monotonic)) / Self.timeConstant)
    }

    func observing(microseconds: Int64, monotonic: Int64) -> ResponseTime {
        let sample = Float(min(max(microseconds, 1), Self.longestMicroseconds))
        let now = Self.tick(of: monotonic)
        guard hasSamples else { return ResponseTime(average: sample, tick: now) }
        let waited = elapsed(until: now)
        let kept = PlatformMath.exponential(-max(waited, Self.leastElapsed) / Self.timeConstant)
        return ResponseTime(average: max(1, average * kept + sample * (1 - kept)), tick: waited > 0 ? now : tick)
    }

    /// Ticks since the last sample. A loop whose `now` is older than another's sample has waited for none.
    private func elapsed(until now: UInt32) -> Float {
        let ticks = now &- tick
        let aBitBehind = ticks > UInt32.max - 40_000
        return aBitBehind ? 0 : Float(ticks)
    }

    private static func tick(of monotonic: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: monotonic / nanosecondsPerTick)
    }
}
