/// A half-open range of offsets into the bytes of a message head.
public struct ByteRange: Sendable, Equatable {
    public var lower: UInt32
    public var upper: UInt32

    /// Requires `0 <= lower <= upper < 2^32`; heads are bounded far below that by `Limits.headerBytes`.
    @inlinable
    public init(_ lower: Int, _ upper: Int) {
        self.lower = UInt32(truncatingIfNeeded: lower)
        self.upper = UInt32(truncatingIfNeeded: upper)
    }

    public static let empty = ByteRange(0, 0)

    @inlinable public var range: Range<Int> { Int(lower)..<Int(max(lower, upper)) }
    @inlinable public var count: Int { Int(upper) - Int(lower) }
    @inlinable public var isEmpty: Bool { upper <= lower }
}
