/// Finds the ends of lines in bytes that arrive in pieces, looking at each byte once.
///
/// Lines end with CRLF. A CR or LF elsewhere and every control character but HTAB are refused wherever they stand
/// (RFC 9112 §2.2, RFC 9110 §5.5), so what is found needs no further look at controls.
struct LineScanner: Sendable {
    enum Step: Sendable, Equatable {
        case needMore
        /// Offset of the CR.
        case end(Int)
        /// No line ends within the limit.
        case tooLong
        case bad
    }

    /// Offset of the first byte not looked at yet.
    private(set) var position = 0

    /// The next line's end.
    ///
    /// - Parameters:
    ///   - bytes: the same bytes as before, perhaps with more behind them.
    ///   - limit: offset that the line may not reach beyond, its CRLF included.
    mutating func next(_ bytes: Span<UInt8>, limit: Int) -> Step {
        let bound = min(bytes.count, limit)
        while let found = Self.firstControl(bytes, from: position, to: bound) {
            position = found
            let byte = bytes[found]
            if byte == 0x09 {
                position += 1
                continue
            }
            guard byte == 0x0d else { return .bad }
            guard found + 2 <= limit else { return .tooLong }
            guard found + 1 < bytes.count else { return .needMore }
            guard bytes[found + 1] == 0x0a else { return .bad }
            position += 2
            return .end(found)
        }
        position = max(position, bound)
        return bound == limit ? .tooLong : .needMore
    }

    private static let spaces: UInt64 = 0x2020_2020_2020_2020
    private static let deletes: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Offset of the first byte below 0x20 or equal to 0x7f: blocks of four words, then words, are passed over whole.
    private static func firstControl(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        let raw = unsafe bytes.bytes
        var index = start
        while index + 32 <= end {
            let block = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: Block.self)
            guard (marks(block.0) | marks(block.1) | marks(block.2) | marks(block.3)) & highBits == 0 else { break }
            index += 32
        }
        while index + 8 <= end {
            let word = unsafe UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let marks = marks(word) & highBits
            // Borrows can mark bytes above the lowest one wrongly, but never the lowest.
            if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < end {
            if bytes[index] < 0x20 || bytes[index] == 0x7f { return index }
            index += 1
        }
        return nil
    }

    private typealias Block = (UInt64, UInt64, UInt64, UInt64)

    /// A byte's highest bit is set if the byte is below 0x20 or equal to 0x7f, or if a borrow came from below.
    @inline(__always)
    private static func marks(_ word: UInt64) -> UInt64 {
        ((word &- spaces) | ((word ^ deletes) &- ones)) & ~word
    }
}
