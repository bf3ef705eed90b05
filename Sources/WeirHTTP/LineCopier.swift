import NIOCore
import WeirCore

/// Copies field lines of a head, as many adjacent ones in one go as stand there as they would be written.
struct LineCopier {
    /// Lines not copied yet.
    private var start = 0
    private var end = 0

    /// Appends `name: value` CRLF, or remembers to.
    @inline(__always)
    mutating func copy(_ field: Field, _ bytes: Span<UInt8>, into output: inout HeadOutput) {
        let lower = Int(field.name.lower)
        if isCanonical(field, bytes) {
            if lower != end {
                output.append(bytes, start, end)
                start = lower
            }
            end = Int(field.value.upper) + 2
        } else {
            flush(bytes, into: &output)
            output.append(bytes, field.name)
            output.append(": ")
            output.append(bytes, field.value)
            output.append("\r\n")
        }
    }

    /// Appends what has been remembered.
    @inline(__always)
    mutating func flush(_ bytes: Span<UInt8>, into output: inout HeadOutput) {
        output.append(bytes, start, end)
        start = 0
        end = 0
    }

    /// Whether the bytes of the head around the field are the very line.
    @inline(__always)
    private func isCanonical(_ field: Field, _ bytes: Span<UInt8>) -> Bool {
        let colon = Int(field.name.upper)
        let upper = Int(field.value.upper)
        return Int(field.value.lower) == colon + 2 && upper + 2 <= bytes.count && bytes[colon] == UInt8(ascii: ":")
            && bytes[colon + 1] == 0x20 && bytes[upper] == 0x0d && bytes[upper + 1] == 0x0a
    }
}
