import WeirCore

/// Walks the members of a comma-separated field value (RFC 9110 §5.6.1). Empty members are passed over; quoted strings
/// are not known, so it is for lists of tokens.
struct FieldList {
    private var position: Int
    private let end: Int

    init(_ value: ByteRange) {
        position = Int(value.lower)
        end = Int(value.upper)
    }

    /// The next member without the white space around it.
    mutating func next(_ bytes: Span<UInt8>) -> ByteRange? {
        while position < end {
            var lower = position
            var upper = lower
            while upper < end, bytes[upper] != UInt8(ascii: ",") { upper += 1 }
            position = upper + 1
            while lower < upper, bytes[lower].isBlank { lower += 1 }
            while lower < upper, bytes[upper - 1].isBlank { upper -= 1 }
            if lower < upper { return ByteRange(lower, upper) }
        }
        return nil
    }
}
