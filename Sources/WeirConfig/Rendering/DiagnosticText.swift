/// Diagnostics as people read them: place and message, the line with a caret below, a hint.
public enum DiagnosticText {
    /// All blocks, one after the other; each ends with a line break.
    public static func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(render).joined()
    }

    /// One block.
    public static func render(_ diagnostic: Diagnostic) -> String {
        let place = "\(VisibleText.text(diagnostic.file)):\(diagnostic.line):\(diagnostic.column)"
        var block = "\(place): \(diagnostic.severity.rawValue): \(VisibleText.text(diagnostic.message))\n"
        if let line = diagnostic.sourceLine {
            let excerpt = LineExcerpt(of: line, around: diagnostic.column)
            block += "  | \(excerpt.text)\n  | \(String(repeating: " ", count: excerpt.indent))^\n"
        }
        if let hint = diagnostic.hint {
            block += "  hint: \(VisibleText.text(hint))\n"
        }
        return block
    }
}
