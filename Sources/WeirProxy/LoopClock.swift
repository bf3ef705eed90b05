import Glibc
import WeirCore

/// The clock of one event loop, and the texts of the current second.
struct LoopClock {
    /// IMF-fixdate of the current second (RFC 9110 §5.6.7), as bytes.
    private(set) var date: [UInt8] = []
    private var dateSecond: Int64 = -1
    private let source: (any TimeSource)?

    /// - Parameter source: whose time it is; nil: the system's.
    init(source: (any TimeSource)? = nil) {
        self.source = source
    }

    /// Reads both clocks.
    func now() -> Moment {
        if let source { return source.moment }
        return Moment(monotonic: Self.read(CLOCK_MONOTONIC), wall: Self.read(CLOCK_REALTIME) / 1000)
    }

    /// Monotonic nanoseconds alone.
    func monotonic() -> Int64 {
        if let source { return source.moment.monotonic }
        return Self.read(CLOCK_MONOTONIC)
    }

    /// Makes `date` that of `now`; formats once a second.
    mutating func refreshDate(_ now: Moment) {
        let second = now.wallSeconds
        guard second != dateSecond else { return }
        dateSecond = second
        date = Self.format(second: second)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    private static func format(second: Int64) -> [UInt8] {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var time = time_t(second)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = days[Int(parts.tm_wday) % 7]
        let month = months[Int(parts.tm_mon) % 12]
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return Array("\(day), \(two(parts.tm_mday)) \(month) \(1900 + Int(parts.tm_year)) \(clock) GMT".utf8)
    }
}
