import NIOCore
import WeirCore

/// Writes the `Cookie` field anew: one line, without the affinity cookie (RFC 6265 §4.2, §5.4).
enum CookieRewriter {
    /// Whether the field cannot be copied as it is: there are several (HTTP/2 clients may split it, RFC 9113 §8.2.3),
    /// or a cookie may have to be taken out.
    static func isNeeded(_ block: FieldBlock, hidden: [UInt8]) -> Bool {
        guard let first = block.first(.cookie) else { return false }
        return !hidden.isEmpty || block.first(.cookie, from: first + 1) != nil
    }

    /// Appends the line, or nothing when no cookie is left.
    static func write(
        _ block: FieldBlock, hidden: [UInt8], nominated: NominatedFields, into output: inout HeadOutput
    ) {
        let bytes = block.bytes.span
        var isFirst = true
        var index = block.first(.cookie)
        while let found = index {
            let field = block.fields[found]
            if nominated.isEmpty || !nominated.contains(field, in: block) {
                appendPairs(of: field.value, bytes, hidden: hidden, &isFirst, into: &output)
            }
            index = block.first(.cookie, from: found + 1)
        }
        if !isFirst { output.append("\r\n") }
    }

    private static func appendPairs(
        of value: ByteRange, _ bytes: Span<UInt8>, hidden: [UInt8], _ isFirst: inout Bool,
        into output: inout HeadOutput
    ) {
        var position = Int(value.lower)
        let end = Int(value.upper)
        while position < end {
            var upper = position
            while upper < end, bytes[upper] != UInt8(ascii: ";") { upper += 1 }
            let pair = trimmed(bytes, position, upper)
            position = upper + 1
            if pair.isEmpty || !hidden.isEmpty && isNamed(pair, bytes, hidden) { continue }
            output.append(isFirst ? "Cookie: " : "; ")
            output.append(bytes, pair)
            isFirst = false
        }
    }

    /// Whether a `name=value` pair has that name, compared with case.
    static func isNamed(_ pair: ByteRange, _ bytes: Span<UInt8>, _ name: [UInt8]) -> Bool {
        var end = Int(pair.lower)
        while end < Int(pair.upper), bytes[end] != UInt8(ascii: "="), bytes[end] != UInt8(ascii: ";") { end += 1 }
        return Bytes.equal(bytes, trimmed(bytes, Int(pair.lower), end), name.span)
    }

    private static func trimmed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange {
        var lower = start
        var upper = end
        while lower < upper, bytes[lower].isBlank { lower += 1 }
        while lower < upper, bytes[upper - 1].isBlank { upper -= 1 }
        return ByteRange(lower, upper)
    }
}
