/// The time, handed in by whoever drives: decisions read no clock.
public struct Moment: Sendable, Equatable {
    /// Nanoseconds of a clock that never goes back; its zero means nothing.
    public var monotonic: Int64
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var wall: Int64

    @inlinable
    public init(monotonic: Int64, wall: Int64) {
        self.monotonic = monotonic
        self.wall = wall
    }

    @inlinable public var wallSeconds: Int64 { wall / 1_000_000 }
}
