import NIOCore
import WeirCore

/// Where a head is written: memory of a `ByteBuffer`, reserved once, as each call of a buffer's own methods costs as
/// much as a field line. None of the methods makes a `String` or an array.
@safe
struct HeadOutput {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    /// Something did not fit and is missing.
    private(set) var isOverfull = false

    fileprivate init(_ memory: UnsafeMutableRawBufferPointer) {
        unsafe self.memory = unsafe memory
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ range: ByteRange) {
        append(bytes, Int(range.lower), Int(range.upper))
    }

    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        guard start < end else { return }
        unsafe bytes.extracting(start..<end).withUnsafeBytes { unsafe append($0) }
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        guard unsafe count < memory.count else {
            isOverfull = true
            return
        }
        unsafe memory[count] = byte
        count += 1
    }

    /// `number` in decimal digits; negative ones as 0.
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

    /// `number` in hexadecimal digits; negative ones as 0.
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

    @inline(__always)
    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let (size, room) = unsafe (bytes.count, memory.count - count)
        guard size <= room, let source = bytes.baseAddress, let target = unsafe memory.baseAddress else {
            isOverfull = isOverfull || size > 0
            return
        }
        unsafe target.advanced(by: count).copyMemory(from: source, byteCount: size)
        count += size
    }
}

extension ByteBuffer {
    /// Appends what `write` writes, all of it: should the estimate prove too low, `write` is called again with more
    /// room.
    @inline(__always)
    mutating func writeHead(estimate: Int, _ write: (inout HeadOutput) -> Void) {
        var room = estimate
        var isDone = false
        while !isDone {
            unsafe writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
                var output = unsafe HeadOutput(memory)
                write(&output)
                isDone = !output.isOverfull
                return isDone ? output.count : 0
            }
            room = max(2 * room, 1024)
        }
    }
}
