/// How often a peer may do what costs it little and Weir much, on one connection (the generic cell rate algorithm: one
/// number a kind).
///
/// A pure value; times are monotonic nanoseconds.
public struct AbuseBudget: Sendable, Equatable {
    /// The time within which a spent budget is whole again.
    public static let period: Int64 = 10_000_000_000

    /// How often something may happen at once, and then within `period`; 0: as often as it likes.
    public struct Allowance: Sendable, Equatable {
        fileprivate let interval: Int64

        public init(_ count: Int) {
            interval = count > 0 ? max(1, AbuseBudget.period / Int64(count)) : 0
        }
    }

    /// When the budget is whole again.
    private var whole: Int64 = 0

    public init() {}

    /// It has happened once more. False: more often than allowed.
    public mutating func spend(_ allowance: Allowance, now: Int64) -> Bool {
        guard allowance.interval > 0 else { return true }
        let next = max(whole, now) &+ allowance.interval
        guard next &- now <= Self.period else { return false }
        whole = next
        return true
    }
}
