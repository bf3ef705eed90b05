/// Escapes, and classes in brackets.
extension PatternParser {
    /// After a backslash, outside of a class.
    mutating func parseEscape() throws(PatternError) -> PatternExpression {
        if position + 1 < bytes.count {
            switch bytes[position + 1] {
            case UInt8(ascii: "A"):
                position += 2
                return .start
            case UInt8(ascii: "z"):
                position += 2
                return .end
            default: break
            }
        }
        let set = try parseEscapedSet()
        return .byte(ignoresCase ? set.ignoringCase : set)
    }

    /// `[…]`, as written; under `(?i)` its letters in both cases.
    mutating func parseClass() throws(PatternError) -> PatternByteSet {
        let start = position
        position += 1
        let inverted = peek() == UInt8(ascii: "^")
        if inverted { position += 1 }
        var set = PatternByteSet()
        var isFirst = true
        while let byte = peek(), byte != UInt8(ascii: "]") || isFirst {
            isFirst = false
            set.formUnion(try parseClassItem())
        }
        guard peek() == UInt8(ascii: "]") else { throw mistake("missing `]` for this `[`", at: start) }
        position += 1
        if ignoresCase { set = set.ignoringCase }
        return inverted ? set.inverted : set
    }

    /// A byte, a range of them, or a class escape.
    private mutating func parseClassItem() throws(PatternError) -> PatternByteSet {
        let start = position
        let (lower, set) = try parseClassMember()
        guard peek() == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]") else {
            return set
        }
        position += 1
        let (upper, _) = try parseClassMember()
        guard let lower, let upper else { throw mistake("bad class: a range needs single characters", at: start) }
        guard lower <= upper else { throw mistake("bad class: the range is out of order", at: start) }
        return PatternByteSet(lower...upper)
    }

    /// The byte, where it is a single one, and the set it stands for.
    private mutating func parseClassMember() throws(PatternError) -> (byte: UInt8?, set: PatternByteSet) {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\\") {
            let set = try parseEscapedSet()
            let members = (UInt8.min...UInt8.max).filter(set.contains)
            return (members.count == 1 ? members[0] : nil, set)
        }
        if byte >= 0x80 { throw mistake("bad class: only ASCII; write other characters as (?:…|…)") }
        if byte == UInt8(ascii: "["), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: ":") {
            throw mistake("bad class: names like [:alpha:] are not supported")
        }
        position += 1
        return (byte, PatternByteSet(byte))
    }

    /// A backslash and what it means as a set of bytes.
    private mutating func parseEscapedSet() throws(PatternError) -> PatternByteSet {
        let start = position
        position += 1
        guard let byte = peek() else { throw mistake("nothing follows the `\\`", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "d"): return .digits
        case UInt8(ascii: "D"): return PatternByteSet.digits.inverted
        case UInt8(ascii: "w"): return .word
        case UInt8(ascii: "W"): return PatternByteSet.word.inverted
        case UInt8(ascii: "s"): return .space
        case UInt8(ascii: "S"): return PatternByteSet.space.inverted
        case UInt8(ascii: "t"): return PatternByteSet(9)
        case UInt8(ascii: "n"): return PatternByteSet(10)
        case UInt8(ascii: "v"): return PatternByteSet(11)
        case UInt8(ascii: "f"): return PatternByteSet(12)
        case UInt8(ascii: "r"): return PatternByteSet(13)
        case UInt8(ascii: "x"): return PatternByteSet(try parseHexByte(escapedAt: start))
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            throw mistake("back-references are not supported", at: start)
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            throw mistake("word boundaries are not supported", at: start)
        default:
            guard byte < 0x80, !PatternByteSet.word.contains(byte) || byte == UInt8(ascii: "_") else {
                throw mistake("unknown escape", at: start)
            }
            return PatternByteSet(byte)
        }
    }

    /// The two hexadecimal digits of `\xHH`.
    private mutating func parseHexByte(escapedAt start: Int) throws(PatternError) -> UInt8 {
        guard position + 2 <= bytes.count,
            let high = Self.hexDigit(bytes[position]), let low = Self.hexDigit(bytes[position + 1])
        else { throw mistake("`\\x` needs two hexadecimal digits", at: start) }
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
