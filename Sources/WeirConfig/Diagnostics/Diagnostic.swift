/// One thing that is wrong or doubtful in a configuration file, and where.
public struct Diagnostic: Sendable, Equatable {
    /// An error keeps the configuration from being used.
    public enum Severity: String, Sendable, Equatable, CaseIterable {
        case error
        case warning
    }

    /// Error or warning.
    public var severity: Severity
    /// One sentence without a full stop. Control characters in it are already made visible.
    public var message: String
    /// The file as the user named it.
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1, in Unicode scalars.
    public var column: Int
    /// The line as it stands in the file, without its line break; nil when there is none to show.
    public var sourceLine: String?
    /// What to do about it, in one line; control characters as in `message`.
    public var hint: String?

    /// - Parameters:
    ///   - mark: where; lines and columns from 1.
    ///   - sourceLine: the raw line at `mark`; renderers make control characters visible.
    public init(
        severity: Severity, message: String, file: String, mark: SourceMark, sourceLine: String? = nil,
        hint: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.file = file
        self.line = mark.line
        self.column = mark.column
        self.sourceLine = sourceLine
        self.hint = hint
    }

    /// Where.
    public var mark: SourceMark {
        SourceMark(line: line, column: column)
    }
}
