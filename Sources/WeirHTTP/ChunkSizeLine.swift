import WeirCore

/// The line before a chunk's data: its size, and extensions that nobody uses (RFC 9112 §7.1).
struct ChunkSizeLine {
    /// As many as a 64-bit number has.
    private static let digitLimit = 16

    var size: Int64
    /// Bytes behind the size.
    var extensionBytes: Int

    /// - Parameter end: offset of the line's CR; controls have been ruled out.
    /// - Throws: `badRequest` for anything but a size and, behind it, extensions set apart by `;`. White space before
    ///   the `;` is tolerated (§7.1.1), at the line's end not: recipients have disagreed on it.
    init(_ bytes: Span<UInt8>, end: Int) throws(Fault) {
        var index = 0
        var value: UInt64 = 0
        while index < end, let digit = bytes[index].hexValue {
            guard index < Self.digitLimit else { throw Fault(.badRequest) }
            value = value << 4 | UInt64(digit)
            index += 1
        }
        guard index > 0, let size = Int64(exactly: value) else { throw Fault(.badRequest) }
        self.size = size
        extensionBytes = end - index
        while index < end, bytes[index].isBlank { index += 1 }
        guard extensionBytes == 0 || index < end && bytes[index] == UInt8(ascii: ";") else { throw Fault(.badRequest) }
    }
}
