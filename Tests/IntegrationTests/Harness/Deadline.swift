import Glibc

/// A point in time by which something must have happened.
struct Deadline {
    /// Monotonic milliseconds.
    private let due: Int64

    /// - Parameter seconds: on a machine at its usual pace; `WEIR_TEST_PATIENCE=4` makes four of each, for builds that
    ///   are slow on purpose.
    init(seconds: Double = 10) {
        due = Self.now + Int64(seconds * Self.patience * 1000)
    }

    /// A configuration's duration that is to keep its proportion to the deadlines here.
    static func milliseconds(_ count: Int) -> String { "\(Int(Double(count) * patience))ms" }

    static let patience = getenv("WEIR_TEST_PATIENCE").flatMap { Double(String(cString: $0)) } ?? 1

    /// 0 once it has passed.
    var remainingMilliseconds: Int32 { Int32(clamping: max(0, due - Self.now)) }

    var hasPassed: Bool { remainingMilliseconds == 0 }

    /// Milliseconds of a clock that only goes forward.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// Asks again and again until there is an answer; the one place where tests wait for what cannot call back.
///
/// - Parameter what: for the message of the failure, evaluated when the deadline has passed.
func eventually<Result>(
    _ what: @autoclosure () -> String, within seconds: Double = 10, _ answer: () throws -> Result?
) throws -> Result {
    let deadline = Deadline(seconds: seconds)
    while true {
        if let result = try answer() { return result }
        if deadline.hasPassed { throw HarnessFailure("not within \(seconds) s: \(what())") }
        poll(nil, 0, 5)
    }
}

/// `eventually` for a condition.
func eventually(_ what: @autoclosure () -> String, within seconds: Double = 10, _ isTrue: () throws -> Bool) throws {
    let _: Void = try eventually(what(), within: seconds) { try isTrue() ? () : nil }
}
