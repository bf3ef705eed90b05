/// Goes through the cookies of a request (RFC 6265 §4.2.1, §5.4), over all its `Cookie` fields, in order.
///
/// Lenient: pairs are parted by `;`, white space around names and values is dropped, quotes are part of the value,
/// and what has no `=` is passed over.
public struct CookieScanner {
    private var field = -1
    private var position = 0
    private var end = 0

    public init() {}

    /// One cookie, as ranges of the block's bytes.
    public struct Cookie: Equatable, Sendable {
        public var name: ByteRange
        public var value: ByteRange
    }

    /// The next cookie of `block`, which must be the same at each call; nil after the last.
    public mutating func next(in block: borrowing FieldBlock) -> Cookie? {
        while true {
            while position < end {
                if let cookie = nextPair(block.bytes.span) { return cookie }
            }
            guard let found = block.first(.cookie, from: field + 1) else { return nil }
            field = found
            position = Int(block.fields[found].value.lower)
            end = Int(block.fields[found].value.upper)
        }
    }

    /// The value of the first cookie of that name; names are compared exactly.
    public static func value(of name: [UInt8], in block: borrowing FieldBlock) -> ByteRange? {
        var scanner = CookieScanner()
        while let cookie = scanner.next(in: block) {
            if block.bytes.span.extracting(cookie.name.range).equals(name) { return cookie.value }
        }
        return nil
    }

    /// Reads to the next `;`. Nil when there is no cookie before it.
    private mutating func nextPair(_ bytes: Span<UInt8>) -> Cookie? {
        let start = position
        var equals: Int?
        while position < end, bytes[position] != UInt8(ascii: ";") {
            if equals == nil, bytes[position] == UInt8(ascii: "=") { equals = position }
            position += 1
        }
        let stop = position
        position += 1
        guard let equals else { return nil }
        let name = Self.trimmed(bytes, start, equals)
        return name.isEmpty ? nil : Cookie(name: name, value: Self.trimmed(bytes, equals + 1, stop))
    }

    private static func trimmed(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> ByteRange {
        var lower = lower
        var upper = upper
        while lower < upper, isBlank(bytes[lower]) { lower += 1 }
        while lower < upper, isBlank(bytes[upper - 1]) { upper -= 1 }
        return ByteRange(lower, upper)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
