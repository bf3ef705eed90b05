import NIOCore
import WeirCore

/// Reads field lines up to the empty line that ends them: of a head, or of a trailer section (RFC 9112 §5, §7.1.2).
///
/// Throws `headerTooLarge` and `badRequest`.
struct FieldSectionReader: Sendable {
    /// Offset of the line being read.
    private(set) var lineStart = 0
    /// The fields of the complete lines.
    private var fields: [Field] = []
    private var scanner = LineScanner()
    private let byteLimit: Int
    private let countLimit: Int

    init(byteLimit: Int, countLimit: Int) {
        self.byteLimit = byteLimit
        self.countLimit = countLimit
    }

    /// The next line's end as a start line; nil: it is not complete.
    mutating func readStartLine(_ bytes: Span<UInt8>, limit: Int) -> LineScanner.Step {
        let step = scanner.next(bytes, limit: min(limit, byteLimit))
        if case .end(let end) = step { lineStart = end + 2 }
        return step
    }

    /// Makes ready for the next section, keeping capacity.
    mutating func restart() {
        lineStart = 0
        scanner = LineScanner()
        fields.removeAll(keepingCapacity: true)
    }

    /// Moves what has been read to a block, with the bytes up to `count`; the block's arrays must be empty.
    mutating func move(to block: inout FieldBlock, from input: ByteBuffer, count: Int) {
        swap(&block.fields, &fields)
        unsafe input.withUnsafeReadableBytes { readable in
            unsafe block.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: readable[..<count]))
        }
    }

    /// Takes in lines as they become complete.
    ///
    /// - Parameter bytes: from the start of the section; ranges of the fields are offsets into them.
    /// - Returns: the offset behind the empty line, nil while that has not come.
    mutating func read(_ bytes: Span<UInt8>) throws(Fault) -> Int? {
        while true {
            switch scanner.next(bytes, limit: byteLimit) {
            case .needMore: return nil
            case .tooLong: throw Fault(.headerTooLarge)
            case .bad: throw Fault(.badRequest)
            case .end(let end):
                if end == lineStart { return end + 2 }
                guard fields.count < countLimit else { throw Fault(.headerTooLarge) }
                guard let field = Self.field(bytes, lineStart, end) else { throw Fault(.badRequest) }
                fields.append(field)
                lineStart = end + 2
            }
        }
    }

    /// A field line without its CRLF. Nil for one that continues the line before it (obs-fold), has white space around
    /// its name, or none of a name (RFC 9112 §5.1–5.2).
    @inline(__always)
    private static func field(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Field? {
        let line = bytes.extracting(start..<end)
        var colon = 0
        while colon < line.count, ByteSet.token.contains(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.count, line[colon] == UInt8(ascii: ":") else { return nil }
        var lower = colon + 1
        var upper = line.count
        while lower < upper, line[lower].isBlank { lower += 1 }
        while lower < upper, line[upper - 1].isBlank { upper -= 1 }
        return Field(
            name: ByteRange(start, start + colon), value: ByteRange(start + lower, start + upper),
            known: KnownField(name: line, 0, colon))
    }
}
