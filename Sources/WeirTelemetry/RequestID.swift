public import WeirCore

/// Makes request ids: 26 characters of Crockford's base 32, 48 bits of milliseconds since 1970 and then 80 random bits,
/// so that ids sort by time.
public enum RequestID {
    /// Characters of an id.
    public static let length = 26

    /// Appends the id of a request that began at `moment`.
    public static func append(at moment: Moment, random: inout RandomSource, to bytes: inout [UInt8]) {
        let milliseconds = UInt64(clamping: moment.wall / 1000) & 0xffff_ffff_ffff
        appendDigits(milliseconds, count: 10, to: &bytes)
        appendDigits(random.next(), count: 8, to: &bytes)
        appendDigits(random.next(), count: 8, to: &bytes)
    }

    /// Five bits a digit, the highest first.
    private static func appendDigits(_ value: UInt64, count: UInt64, to bytes: inout [UInt8]) {
        var shift = 5 * count
        while shift > 0 {
            shift -= 5
            bytes.append(digit(UInt8(truncatingIfNeeded: value >> shift) & 31))
        }
    }

    /// `0123456789ABCDEFGHJKMNPQRSTVWXYZ`: no I, L, O or U.
    private static func digit(_ value: UInt8) -> UInt8 {
        alphabet.utf8Start[Int(value & 31)]
    }

    private static let alphabet: StaticString = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
}
