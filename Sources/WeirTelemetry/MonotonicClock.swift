import Glibc

/// The system's clock that never goes back.
enum MonotonicClock {
    /// Nanoseconds.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The time after a duration, in nanoseconds; as late as can be said for one too long.
    static func after(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (whole, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflow) = now().addingReportingOverflow(whole)
        return tooLong || overflow ? .max : sum.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
    }
}
