import WeirCore

/// A time that somebody else makes pass: a simulation's.
protocol TimeSource: AnyObject {
    /// The present; `monotonic` never goes back.
    var moment: Moment { get }
}
