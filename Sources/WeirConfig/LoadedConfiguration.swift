public import WeirModel

/// What came of one file.
public struct LoadedConfiguration: Sendable {
    /// Nil when there is an error among `diagnostics`.
    public var configuration: Configuration?
    /// In file order; warnings may be there beside a configuration.
    public var diagnostics: [Diagnostic]
    /// Finds the place of a key, for problems that show later, such as a certificate that does not load.
    public var sources: SourceMap

    /// - Parameter configuration: nil when there is an error among `diagnostics`.
    public init(configuration: Configuration? = nil, diagnostics: [Diagnostic], sources: SourceMap) {
        self.configuration = configuration
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// Whether the file cannot be used.
    public var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }
}
