/// A regular expression that matches in time linear in its input: no back-references, no look-around.
///
/// The language is a subset of RE2's: literals, `.`, classes, `\d \w \s` and their opposites, `\xHH`, `^ $`, groups,
/// alternatives, `* + ? {m,n}` (a lazy `?` after them changes nothing in a search for whether there is a match), and
/// `(?i)` at the start. It is about bytes: text beyond ASCII matches as its UTF-8, `.` is any one byte but a newline,
/// case is that of ASCII. A match may be anywhere unless `^` or `$` say otherwise.
///
/// Syntax errors are found when it is made, with the offset of the mistake.
public struct Pattern: Sendable, Hashable {
    /// As written in the configuration.
    public let text: String
    /// What it means, ready to be compiled.
    public let expression: PatternExpression

    /// Reads the text; the error says the first mistake and where it is.
    public init(_ text: String) throws(PatternError) {
        var parser = PatternParser(text)
        self.text = text
        self.expression = try parser.parse()
    }

    /// By their texts: equal texts mean the same.
    public static func == (left: Pattern, right: Pattern) -> Bool {
        left.text == right.text
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}

/// Why a pattern cannot be used.
public struct PatternError: Error, Equatable, Sendable {
    public var message: String
    /// Bytes (UTF-8) from the start of the pattern to the mistake.
    public var offset: Int

    public init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}
