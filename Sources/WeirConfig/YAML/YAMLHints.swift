/// What usually lies behind a syntax error.
enum YAMLHints {
    /// - Parameters:
    ///   - problem: libyaml's words.
    ///   - line: the line with the mistake.
    static func hint(for problem: String, line: String?, at mark: SourceMark) -> String? {
        let scalars = line.map { Array($0.unicodeScalars) } ?? []
        let scalar = mark.column <= scalars.count ? scalars[mark.column - 1] : nil
        let indentation = scalars.prefix { $0 == " " || $0 == "\t" }
        if indentation.contains("\t") || scalar == "\t" { return "indent with spaces; YAML allows no tabs there" }
        if problem.hasPrefix("mapping values are not allowed") {
            return "put a value that contains `: ` in quotes, or check the indentation"
        }
        if problem.contains("while scanning an alias") { return "a value that begins with `*` needs quotes" }
        if problem.hasPrefix("found character that cannot start any token") {
            return "put a value that begins with this character in quotes"
        }
        if problem.hasPrefix("found unknown escape character") {
            return "in double quotes a backslash is written twice; or use single quotes"
        }
        if problem.hasPrefix("could not find expected ':'") { return "a key is followed by `: ` and its value" }
        if problem.hasPrefix("did not find expected") { return "check the indentation, the brackets and the quotes" }
        if problem.hasPrefix("control characters") { return "remove the character" }
        return nil
    }
}
