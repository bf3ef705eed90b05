/// Swift source with what is not code blanked out: every byte of a comment or string literal becomes a space, line
/// breaks stay. Positions are therefore the same as in the original.
struct SwiftText {
    private let source: [UInt8]
    private var blanked: [UInt8]
    private var index = 0

    /// The code of `text`, byte for byte as long as `text` itself.
    static func code(of text: [UInt8]) -> [UInt8] {
        var scanner = SwiftText(source: text, blanked: text)
        while scanner.index < text.count { scanner.step() }
        return scanner.blanked
    }

    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")
    private static let sign = UInt8(ascii: "#")

    private mutating func step() {
        let byte = source[index]
        if byte == Self.slash, peek(1) == Self.slash {
            while index < source.count, source[index] != Self.newline { blank(1) }
        } else if byte == Self.slash, peek(1) == Self.star {
            blankComment()
        } else if byte == Self.quote || byte == Self.sign, let signs = signsBeforeQuote() {
            blankString(signs: signs)
        } else {
            index += 1
        }
    }

    private func peek(_ offset: Int) -> UInt8? {
        index + offset < source.count ? source[index + offset] : nil
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where index < source.count {
            if source[index] != Self.newline { blanked[index] = UInt8(ascii: " ") }
            index += 1
        }
    }

    /// Block comments nest.
    private mutating func blankComment() {
        var depth = 0
        repeat {
            if source[index] == Self.slash, peek(1) == Self.star {
                depth += 1
                blank(2)
            } else if source[index] == Self.star, peek(1) == Self.slash {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && index < source.count
    }

    /// Number signs before the quote of a literal that begins here; nil: none does.
    private func signsBeforeQuote() -> Int? {
        var signs = 0
        while peek(signs) == Self.sign { signs += 1 }
        return peek(signs) == Self.quote ? signs : nil
    }

    /// Whether so many number signs follow.
    private func signs(_ count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { peek(offset + $0) == Self.sign }
    }

    private func quotes(_ count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { peek(offset + $0) == Self.quote }
    }

    private mutating func blankString(signs count: Int) {
        let width = quotes(3, at: count) ? 3 : 1
        blank(count + width)
        while index < source.count {
            if source[index] == Self.backslash, signs(count, at: 1) {
                let interpolates = peek(1 + count) == UInt8(ascii: "(")
                blank(2 + count)
                if interpolates { blankInterpolation() }
            } else if quotes(width, at: 0), signs(count, at: width) {
                return blank(width + count)
            } else if width == 1, source[index] == Self.newline {
                return
            } else {
                blank(1)
            }
        }
    }

    /// Up to the parenthesis that closes it; it may hold further literals.
    private mutating func blankInterpolation() {
        var depth = 1
        while index < source.count, depth > 0 {
            if let signs = signsBeforeQuote() {
                blankString(signs: signs)
            } else {
                if source[index] == UInt8(ascii: "(") { depth += 1 }
                if source[index] == UInt8(ascii: ")") { depth -= 1 }
                blank(1)
            }
        }
    }
}
