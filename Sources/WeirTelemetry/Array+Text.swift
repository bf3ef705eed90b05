extension [UInt8] {
    /// Appends text known at compile time.
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends part of a span.
    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.extracting(range).withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    /// Appends a number in decimal.
    mutating func append(decimal value: UInt64) {
        let start = count
        var rest = value
        repeat {
            append(0x30 | UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Appends a number in decimal, with `-` before a negative one.
    mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }

    /// Appends the last `digits` digits of a number, with leading zeros.
    mutating func append(_ value: UInt64, digits: Int) {
        var scale: UInt64 = 1
        for _ in 1..<digits { scale *= 10 }
        while scale > 0 {
            append(0x30 | UInt8(truncatingIfNeeded: value / scale % 10))
            scale /= 10
        }
    }

    /// Appends nanoseconds as milliseconds with one to three decimals; below zero counts as zero.
    mutating func append(milliseconds nanoseconds: Int64) {
        let microseconds = UInt64(Swift.max(0, nanoseconds)) / 1000
        append(decimal: microseconds / 1000)
        append(UInt8(ascii: "."))
        let fraction = microseconds % 1000
        if fraction % 100 == 0 {
            append(fraction / 100, digits: 1)
        } else if fraction % 10 == 0 {
            append(fraction / 10, digits: 2)
        } else {
            append(fraction, digits: 3)
        }
    }
}
