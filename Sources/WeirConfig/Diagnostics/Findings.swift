/// Collects what is wrong with one file while it is read. One a load, not shared between tasks.
final class Findings {
    /// Diagnostics kept; beyond it one more says that there are more.
    static let limit = 500

    /// The file that is read.
    let source: SourceText
    private var kept: [Diagnostic] = []
    private var seen: Set<Key> = []
    /// The line of the last mistake: many mistakes in one long line share its storage.
    private var lastLine: (number: Int, text: String?)?

    /// An alias makes one place count for several, which must not repeat its mistakes.
    private struct Key: Hashable {
        let mark: SourceMark
        let message: String
    }

    /// Nothing found yet.
    init(source: SourceText) {
        self.source = source
    }

    /// Whether more would not be kept.
    var isFull: Bool {
        kept.count >= Self.limit
    }

    /// Whether the file cannot be used.
    var hasErrors: Bool {
        kept.contains { $0.severity == .error }
    }

    /// In file order.
    var diagnostics: [Diagnostic] {
        var sorted = kept.enumerated().sorted { ($0.element.mark, $0.offset) < ($1.element.mark, $1.offset) }
            .map(\.element)
        if isFull, let last = sorted.last {
            sorted.append(
                Diagnostic(
                    severity: .error, message: "more than \(Self.limit) mistakes; the others are not listed",
                    file: source.file, mark: last.mark))
        }
        return sorted
    }

    /// Keeps a mistake, unless the same is known of the same place.
    func report(_ severity: Diagnostic.Severity, _ message: String, at mark: SourceMark, hint: String? = nil) {
        guard !isFull, seen.insert(Key(mark: mark, message: message)).inserted else { return }
        kept.append(
            Diagnostic(
                severity: severity, message: message, file: source.file, mark: mark,
                sourceLine: line(mark.line), hint: hint.map(VisibleText.text)))
    }

    private func line(_ number: Int) -> String? {
        if let lastLine, lastLine.number == number { return lastLine.text }
        let text = source.line(number)
        lastLine = (number, text)
        return text
    }

    /// What keeps the file from being used.
    func error(_ message: String, at mark: SourceMark, hint: String? = nil) {
        report(.error, message, at: mark, hint: hint)
    }

    /// What is allowed, but hardly meant.
    func warning(_ message: String, at mark: SourceMark, hint: String? = nil) {
        report(.warning, message, at: mark, hint: hint)
    }
}
