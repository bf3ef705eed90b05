import Glibc
import WeirCore

/// The clocks, for what is done outside of event loops.
enum Clock {
    /// Seconds since 1970.
    static var seconds: Int64 { now.wallSeconds }

    static var now: Moment {
        Moment(monotonic: read(CLOCK_MONOTONIC), wall: read(CLOCK_REALTIME) / 1000)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
