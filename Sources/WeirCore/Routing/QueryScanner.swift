/// Goes through the parameters of a query: `name=value` pairs between `&` (WHATWG URL §5.1), in order, still encoded.
struct QueryScanner {
    private var position: Int
    private let end: Int

    init(_ query: ByteRange) {
        position = Int(query.lower)
        end = max(position, Int(query.upper))
    }

    struct Parameter: Equatable {
        var name: ByteRange
        /// Empty also where there is no `=`.
        var value: ByteRange
    }

    /// The next parameter, nil after the last. Empty ones (`a&&b`) are passed over.
    mutating func next(_ bytes: Span<UInt8>) -> Parameter? {
        while position < end {
            let start = position
            var equals: Int?
            while position < end, bytes[position] != UInt8(ascii: "&") {
                if equals == nil, bytes[position] == UInt8(ascii: "=") { equals = position }
                position += 1
            }
            let stop = position
            position += 1
            if stop == start { continue }
            let nameEnd = equals ?? stop
            return Parameter(name: ByteRange(start, nameEnd), value: ByteRange(min(nameEnd + 1, stop), stop))
        }
        return nil
    }
}

/// The form encoding of queries: `%HH` is a byte, `+` a space; a `%` that begins no such triple stands for itself.
enum FormDecoding {
    /// Whether the decoded `raw` is `text`.
    static func equals(_ raw: Span<UInt8>, _ text: [UInt8]) -> Bool {
        var position = 0
        var matched = 0
        while position < raw.count {
            let byte = nextByte(raw, &position)
            guard matched < text.count, text[matched] == byte else { return false }
            matched += 1
        }
        return matched == text.count
    }

    /// Whether `raw` decoded is anything but itself.
    static func isNeeded(_ raw: Span<UInt8>) -> Bool {
        for index in raw.indices where raw[index] == UInt8(ascii: "%") || raw[index] == UInt8(ascii: "+") {
            return true
        }
        return false
    }

    /// Writes `raw` decoded to the start of `room`, as far as there is room, and returns how many bytes that are. They
    /// are never more than those of `raw`.
    static func decode(_ raw: Span<UInt8>, into room: inout MutableSpan<UInt8>) -> Int {
        var position = 0
        var count = 0
        while position < raw.count, count < room.count {
            room[count] = nextByte(raw, &position)
            count += 1
        }
        return count
    }

    private static func nextByte(_ raw: Span<UInt8>, _ position: inout Int) -> UInt8 {
        let byte = raw[position]
        position += 1
        if byte == UInt8(ascii: "+") { return UInt8(ascii: " ") }
        guard byte == UInt8(ascii: "%"), position + 1 < raw.count,
            let high = hexDigit(raw[position]), let low = hexDigit(raw[position + 1])
        else { return byte }
        position += 2
        return high << 4 | low
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
