import CNGHTTP2
import WeirCore

/// The fields of one message on their way to the header compressor (RFC 9113 §8.2): made, handed over, emptied.
///
/// One list serves all sessions of an event loop. Names are put in lower case by the library as it copies them.
@safe
public final class HTTP2FieldList {
    private struct Entry {
        var nameEnd: Int
        var valueEnd: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var vectors: [nghttp2_nv] = unsafe []

    public init() {}

    /// Empties the list, keeping capacity.
    public func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    func append(_ name: StaticString, _ value: [UInt8]) {
        append(name)
        end { bytes.append(contentsOf: value) }
    }

    func append(_ name: StaticString, _ value: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8> = []) {
        append(name)
        end {
            bytes.append(contentsOf: value)
            bytes.append(contentsOf: rest)
        }
    }

    func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        unsafe bytes.append(contentsOf: name)
        end { unsafe bytes.append(contentsOf: value) }
    }

    func append(_ name: StaticString, _ value: StaticString) {
        append(name)
        end {
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
        }
    }

    func append(_ name: StaticString, decimal number: Int64) {
        append(name)
        end { Self.append(decimal: number, to: &bytes) }
    }

    /// A field of a head that was received; the value must not hold what could end a line.
    @inline(__always)
    func append(_ field: Field, of block: borrowing FieldBlock) {
        bytes.append(contentsOf: block.bytes[field.name.range])
        end { bytes.append(contentsOf: block.bytes[field.value.range]) }
    }

    func append(name: String.UTF8View, value: some Sequence<UInt8>) {
        bytes.append(contentsOf: name)
        end { bytes.append(contentsOf: value) }
    }

    @inline(__always)
    private func append(_ name: StaticString) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    @inline(__always)
    private func end(_ appendValue: () -> Void) {
        let nameEnd = bytes.count
        appendValue()
        entries.append(Entry(nameEnd: nameEnd, valueEnd: bytes.count))
    }

    private static func append(decimal number: Int64, to bytes: inout [UInt8]) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = UInt64(clamping: number)
        repeat {
            start -= 1
            digits[start] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
            rest /= 10
        } while rest > 0
        for index in start..<20 { bytes.append(digits[index]) }
    }

    /// Hands the fields over; the pointers are good within `body` only, and the library copies what they point to.
    func withVectors<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
        unsafe bytes.withUnsafeMutableBufferPointer { memory in
            unsafe vectors.removeAll(keepingCapacity: true)
            var start = 0
            for entry in entries {
                let base = memory.baseAddress
                unsafe vectors.append(
                    nghttp2_nv(
                        name: base?.advanced(by: start), value: base?.advanced(by: entry.nameEnd),
                        namelen: entry.nameEnd - start, valuelen: entry.valueEnd - entry.nameEnd,
                        flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
                start = entry.valueEnd
            }
            return unsafe vectors.withUnsafeBufferPointer { unsafe body($0.baseAddress, $0.count) }
        }
    }
}
