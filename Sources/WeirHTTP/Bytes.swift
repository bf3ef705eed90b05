import WeirCore

/// Comparisons and numbers on the bytes of a message.
enum Bytes {
    /// Whether the bytes in `range` are `text`.
    @inline(__always)
    static func equal(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ text: StaticString) -> Bool {
        guard end - start == text.utf8CodeUnitCount else { return false }
        return unsafe starts(bytes, start, with: text.utf8Start, count: end - start)
    }

    /// The same, ASCII letters compared without case. `text` must be lower case and without `@[\]^_` and controls,
    /// which the comparison does not tell from their counterparts.
    @inline(__always)
    static func equalIgnoringCase(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end - start == count else { return false }
        let other = unsafe text.utf8Start
        var index = 0
        while index < count {
            if unsafe bytes[start + index] | 0x20 != other[index] { return false }
            index += 1
        }
        return true
    }

    @inline(__always)
    static func equalIgnoringCase(_ bytes: Span<UInt8>, _ range: ByteRange, _ text: StaticString) -> Bool {
        equalIgnoringCase(bytes, Int(range.lower), Int(range.upper), text)
    }

    /// Whether the bytes in `range` are the same name as another, ASCII letters compared without case.
    static func equalIgnoringCase(_ bytes: Span<UInt8>, _ range: ByteRange, _ other: Span<UInt8>) -> Bool {
        guard range.count == other.count else { return false }
        var index = 0
        while index < range.count {
            if ASCII.lower(bytes[Int(range.lower) + index]) != ASCII.lower(other[index]) { return false }
            index += 1
        }
        return true
    }

    /// Whether the bytes in `range` are those of `other`.
    static func equal(_ bytes: Span<UInt8>, _ range: ByteRange, _ other: Span<UInt8>) -> Bool {
        guard range.count == other.count else { return false }
        var index = 0
        while index < range.count {
            if bytes[Int(range.lower) + index] != other[index] { return false }
            index += 1
        }
        return true
    }

    /// A number of digits only. Nil when there is none, another byte, or more than fits.
    static func decimal(_ bytes: Span<UInt8>, _ range: ByteRange) -> Int64? {
        guard !range.isEmpty else { return nil }
        var value: Int64 = 0
        for index in range.range {
            guard bytes[index].isDigit else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(bytes[index] &- 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    @inline(__always)
    private static func starts(
        _ bytes: Span<UInt8>, _ start: Int, with text: UnsafePointer<UInt8>, count: Int
    ) -> Bool {
        var index = 0
        while index < count {
            if unsafe bytes[start + index] != text[index] { return false }
            index += 1
        }
        return true
    }
}
