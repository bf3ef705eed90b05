import NIOCore
import WeirCore

/// What heads are written with. None of these makes a `String` or an array.
extension ByteBuffer {
    @inline(__always)
    mutating func append(_ text: StaticString) {
        writeStaticString(text)
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        unsafe writeBytes(bytes.span.bytes)
    }

    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ range: ByteRange) {
        append(bytes, Int(range.lower), Int(range.upper))
    }

    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        guard start < end else { return }
        unsafe writeBytes(bytes.bytes.extracting(start..<end))
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        writeInteger(byte)
    }

    /// `number` in decimal digits.
    mutating func append(decimal number: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = UInt64(clamping: number)
        repeat {
            start -= 1
            digits[start] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
            rest /= 10
        } while rest > 0
        append(digits.span, start, 20)
    }

    /// `number` in hexadecimal digits.
    mutating func append(hexadecimal number: Int) {
        var digits = InlineArray<16, UInt8>(repeating: 0)
        var start = 16
        var rest = UInt64(clamping: number)
        repeat {
            start -= 1
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            digits[start] = digit < 10 ? 0x30 + digit : 0x57 + digit
            rest >>= 4
        } while rest > 0
        append(digits.span, start, 16)
    }
}
