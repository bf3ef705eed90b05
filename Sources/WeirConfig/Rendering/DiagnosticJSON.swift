/// Diagnostics for programs.
public enum DiagnosticJSON {
    /// An array of objects with `severity`, `message`, `file`, `line`, `column`, and where there are any, `source` (the
    /// line, cut around the place when very long) with `caret` (column in it, from 1), and `hint`. UTF-8.
    public static func render(_ diagnostics: [Diagnostic]) -> [UInt8] {
        JSONValue.array(diagnostics.map(object)).rendered()
    }

    private static func object(_ diagnostic: Diagnostic) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = [
            ("severity", .string(diagnostic.severity.rawValue)),
            ("message", .string(diagnostic.message)),
            ("file", .string(diagnostic.file)),
            ("line", .integer(diagnostic.line)),
            ("column", .integer(diagnostic.column)),
        ]
        if let line = diagnostic.sourceLine {
            let excerpt = LineExcerpt(of: line, around: diagnostic.column)
            members.append(("source", .string(excerpt.text)))
            members.append(("caret", .integer(excerpt.caret + 1)))
        }
        if let hint = diagnostic.hint { members.append(("hint", .string(hint))) }
        return .object(members)
    }
}
