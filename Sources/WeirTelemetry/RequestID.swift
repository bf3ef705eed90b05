public import WeirCore

/// Makes request ids: 26 characters of Crockford's base 32, 48 bits of milliseconds since 1970 and then 80 random bits,
/// so that ids sort by time.
public enum RequestID {
    /// Characters of an id.
    public static let length = 26

    /// Appends the id of a request that began at `moment`.
    public static func append(at moment: Moment, random: inout RandomSource, to bytes: inout [UInt8]) {
        let milliseconds = UInt64(clamping: moment.wall / 1000) & 0xffff_ffff_ffff
        let (first, second) = (random.next(), random.next())
        let text = InlineArray<26, UInt8> { position in
            // Five bits a digit, the highest first.
            switch position {
            case 0..<10: digit(milliseconds >> UInt64(45 - 5 * position))
            case 10..<18: digit(first >> UInt64(85 - 5 * position))
            case _: digit(second >> UInt64(125 - 5 * position))
            }
        }
        text.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// `0123456789ABCDEFGHJKMNPQRSTVWXYZ`: no I, L, O or U.
    @inline(__always)
    private static func digit(_ value: UInt64) -> UInt8 {
        alphabet.utf8Start[Int(truncatingIfNeeded: value & 31)]
    }

    private static var alphabet: StaticString { "0123456789ABCDEFGHJKMNPQRSTVWXYZ" }
}
