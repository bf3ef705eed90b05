/// Reads a pattern's text by recursive descent, and counts what it will cost.
struct PatternParser {
    /// Nodes of one pattern, with repetitions written out.
    static let maximumSize = 1000
    /// Groups within groups.
    static let maximumDepth = 50

    /// An expression and the number of its nodes, repetitions written out.
    struct Sized {
        var expression: PatternExpression
        var size: Int
    }

    let bytes: [UInt8]
    var position = 0
    var ignoresCase = false
    private var depth = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The whole pattern, or the first mistake in it.
    mutating func parse() throws(PatternError) -> PatternExpression {
        if bytes.starts(with: Array("(?i)".utf8)) {
            ignoresCase = true
            position = 4
        }
        let whole = try parseChoice()
        guard position == bytes.count else { throw mistake("unbalanced `)`") }
        return whole.expression
    }

    // MARK: Grammar

    /// Alternatives, up to a `)` or the end.
    private mutating func parseChoice() throws(PatternError) -> Sized {
        let first = try parseSequence()
        guard peek() == UInt8(ascii: "|") else { return first }
        var choices = [first.expression]
        var size = first.size
        while peek() == UInt8(ascii: "|") {
            position += 1
            let next = try parseSequence()
            choices.append(next.expression)
            size = try grown(size, by: next.size + 1, at: position)
        }
        return Sized(expression: .choice(choices), size: size)
    }

    private mutating func parseSequence() throws(PatternError) -> Sized {
        var parts: [PatternExpression] = []
        var size = 0
        while let byte = peek(), byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let start = position
            let part = try parseRepeated()
            parts.append(part.expression)
            size = try grown(size, by: part.size, at: start)
        }
        if parts.isEmpty { return Sized(expression: .empty, size: 1) }
        return Sized(expression: parts.count == 1 ? parts[0] : .sequence(parts), size: size)
    }

    private mutating func parseRepeated() throws(PatternError) -> Sized {
        let start = position
        let atom = try parseAtom()
        let afterAtom = position
        guard let bounds = try parseBounds() else { return atom }
        if isAnchor(atom.expression) { throw mistake("nothing to repeat", at: afterAtom) }
        if peek() == UInt8(ascii: "?") { position += 1 }
        let second = position
        if try parseBounds() != nil { throw mistake("nothing to repeat", at: second) }
        return try repeated(atom, bounds, at: start)
    }

    private mutating func parseAtom() throws(PatternError) -> Sized {
        let start = position
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "("): return try parseGroup()
        case UInt8(ascii: "["): return Sized(expression: .byte(try parseClass()), size: 1)
        case UInt8(ascii: "\\"): return Sized(expression: try parseEscape(), size: 1)
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): throw mistake("nothing to repeat")
        case UInt8(ascii: "{"):
            if try parseBounds() != nil { throw mistake("nothing to repeat", at: start) }
        case UInt8(ascii: "."): return take(.byte(.notNewline))
        case UInt8(ascii: "^"): return take(.start)
        case UInt8(ascii: "$"): return take(.end)
        default: break
        }
        return parseLiteral()
    }

    /// One character; what is beyond ASCII is the sequence of its UTF-8 bytes, so that `é+` repeats all of it.
    private mutating func parseLiteral() -> Sized {
        let first = bytes[position]
        position += 1
        var literal = [PatternExpression.byte(literalSet(first))]
        if first >= 0xc0 {
            while let next = peek(), next & 0xc0 == 0x80 {
                literal.append(.byte(PatternByteSet(next)))
                position += 1
            }
        }
        return Sized(expression: literal.count == 1 ? literal[0] : .sequence(literal), size: literal.count)
    }

    private mutating func parseGroup() throws(PatternError) -> Sized {
        let start = position
        position += 1
        try parseGroupKind(openedAt: start)
        depth += 1
        if depth > Self.maximumDepth { throw mistake("groups are nested too deep", at: start) }
        let inner = try parseChoice()
        depth -= 1
        guard peek() == UInt8(ascii: ")") else { throw mistake("missing `)` for this `(`", at: start) }
        position += 1
        return inner
    }

    /// What follows the `(`, if it is not just the group's content.
    private mutating func parseGroupKind(openedAt start: Int) throws(PatternError) {
        guard peek() == UInt8(ascii: "?") else { return }
        let rest = bytes[(position + 1)...]
        if rest.first == UInt8(ascii: ":") {
            position += 2
        } else if ["=", "!", "<=", "<!"].contains(where: { rest.starts(with: Array($0.utf8)) }) {
            throw mistake("look-around is not supported", at: start)
        } else if rest.starts(with: Array("i)".utf8)) {
            throw mistake("`(?i)` is allowed only at the start", at: start)
        } else {
            throw mistake("only `(?:…)` groups, and `(?i)` at the start, are supported", at: start)
        }
    }

    // MARK: Repetition

    struct Bounds {
        var atLeast: Int
        var atMost: Int?
    }

    /// `*`, `+`, `?`, `{m}`, `{m,}` or `{m,n}` if one is next. A `{` that begins none of these is a literal.
    private mutating func parseBounds() throws(PatternError) -> Bounds? {
        switch peek() {
        case UInt8(ascii: "*"): position += 1; return Bounds(atLeast: 0, atMost: nil)
        case UInt8(ascii: "+"): position += 1; return Bounds(atLeast: 1, atMost: nil)
        case UInt8(ascii: "?"): position += 1; return Bounds(atLeast: 0, atMost: 1)
        case UInt8(ascii: "{"): return try parseCounts()
        default: return nil
        }
    }

    private mutating func parseCounts() throws(PatternError) -> Bounds? {
        let start = position
        position += 1
        guard let atLeast = parseNumber() else {
            position = start
            return nil
        }
        var atMost: Int? = atLeast
        if peek() == UInt8(ascii: ",") {
            position += 1
            atMost = parseNumber()
        }
        guard peek() == UInt8(ascii: "}") else {
            position = start
            return nil
        }
        position += 1
        if max(atLeast, atMost ?? 0) > Self.maximumSize {
            throw mistake("a repetition may count to \(Self.maximumSize) at most", at: start)
        }
        if let atMost, atMost < atLeast { throw mistake("the counts of a repetition are out of order", at: start) }
        return Bounds(atLeast: atLeast, atMost: atMost)
    }

    /// Decimal digits; a number too large to matter stays too large.
    private mutating func parseNumber() -> Int? {
        var value: Int?
        while let byte = peek(), PatternByteSet.digits.contains(byte) {
            value = min((value ?? 0) * 10 + Int(byte - UInt8(ascii: "0")), Self.maximumSize + 1)
            position += 1
        }
        return value
    }

    private func repeated(_ atom: Sized, _ bounds: Bounds, at start: Int) throws(PatternError) -> Sized {
        if bounds.atMost == 0 { return Sized(expression: .empty, size: 1) }
        let copies = bounds.atMost ?? max(1, bounds.atLeast)
        let size = try grown(0, by: atom.size * copies + 1, at: start)
        let expression = PatternExpression.repeated(
            atom.expression, atLeast: bounds.atLeast, atMost: bounds.atMost)
        return Sized(expression: expression, size: size)
    }

    private func isAnchor(_ expression: PatternExpression) -> Bool {
        expression == .start || expression == .end
    }

    // MARK: Shared

    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    func mistake(_ message: String, at offset: Int? = nil) -> PatternError {
        PatternError(message: message, offset: offset ?? position)
    }

    /// One byte as written, or in either case under `(?i)`.
    func literalSet(_ byte: UInt8) -> PatternByteSet {
        let set = PatternByteSet(byte)
        return ignoresCase ? set.ignoringCase : set
    }

    private mutating func take(_ expression: PatternExpression) -> Sized {
        position += 1
        return Sized(expression: expression, size: 1)
    }

    /// Sizes stay below `maximumSize` each, so that sums and products of two cannot overflow.
    private func grown(_ size: Int, by more: Int, at offset: Int) throws(PatternError) -> Int {
        guard size + more <= Self.maximumSize else {
            throw mistake("the pattern is too large: more than \(Self.maximumSize) parts when written out", at: offset)
        }
        return size + more
    }
}
