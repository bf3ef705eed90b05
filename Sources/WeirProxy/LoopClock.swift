import Glibc
import WeirCore

/// The clock of one event loop, and the texts of the current second.
///
/// It stands still while an event is handled: read once when the event begins, so that all that follows from the event
/// has the same time, and nothing on a request's path asks the system for it again.
struct LoopClock {
    /// The time at which the current event began.
    private(set) var now: Moment
    /// Microseconds of the wall clock less those of the monotonic one, as of the last `synchronize`.
    private var wallOffset: Int64
    /// IMF-fixdate of the current second (RFC 9110 §5.6.7), as bytes.
    private(set) var date: [UInt8] = []
    private var dateSecond: Int64 = -1
    private let source: (any TimeSource)?

    /// - Parameter source: whose time it is; nil: the system's.
    init(source: (any TimeSource)? = nil) {
        self.source = source
        now = Moment(monotonic: 0, wall: 0)
        wallOffset = 0
        synchronize()
    }

    /// An event begins.
    mutating func advance() {
        if let source {
            now = source.moment
        } else {
            now.monotonic = Self.read(CLOCK_MONOTONIC)
            now.wall = now.monotonic / 1000 &+ wallOffset
        }
        refreshDate()
    }

    /// Follows what has been done to the wall clock. To be called several times a second.
    mutating func synchronize() {
        if source == nil { wallOffset = Self.read(CLOCK_REALTIME) / 1000 &- Self.read(CLOCK_MONOTONIC) / 1000 }
        advance()
    }

    /// Monotonic nanoseconds at which the current event began.
    func monotonic() -> Int64 { now.monotonic }

    /// Formats once a second.
    private mutating func refreshDate() {
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
