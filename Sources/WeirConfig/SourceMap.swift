/// Finds where a part of the configuration stands in its file.
public struct SourceMap: Sendable {
    /// One step down from a mapping or list to what it holds. Literals do: `["listeners", "https", "tls", 0]`.
    public enum Step: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case key(String)
        /// From 0.
        case index(Int)

        public init(stringLiteral value: String) {
            self = .key(value)
        }

        public init(integerLiteral value: Int) {
            self = .index(value)
        }
    }

    private let source: SourceText
    private let root: YAMLNode?

    /// - Parameter root: nil when the file is no YAML.
    init(source: SourceText, root: YAMLNode? = nil) {
        self.source = source
        self.root = root
    }

    /// The file as the user named it.
    public var file: String {
        source.file
    }

    /// The place of a path's value, or of its key where the value is a mapping or list.
    ///
    /// A path that leads nowhere, for instance to a key left out for its default, gives the last place on the way.
    public func mark(at path: [Step]) -> SourceMark {
        guard let root else { return SourceMark(line: 1, column: 1) }
        var node = root
        var mark = root.mark
        for step in path {
            guard let (next, place) = child(step, of: node) else { break }
            (node, mark) = (next, place)
        }
        return mark
    }

    /// A diagnostic that points there.
    public func diagnostic(
        at path: [Step], severity: Diagnostic.Severity, message: String, hint: String? = nil
    ) -> Diagnostic {
        let mark = mark(at: path)
        return Diagnostic(
            severity: severity, message: message, file: source.file, mark: mark, sourceLine: source.line(mark.line),
            hint: hint)
    }

    private func child(_ step: Step, of node: YAMLNode) -> (YAMLNode, SourceMark)? {
        switch (step, node.content) {
        case (.key(let key), .mapping(let entries)):
            guard let entry = entries.first(where: { $0.key == key }) else { return nil }
            if case .scalar(let scalar) = entry.value.content, !scalar.isNull { return (entry.value, entry.value.mark) }
            return (entry.value, entry.keyMark)
        case (.index(let index), .sequence(let items)):
            return items.indices.contains(index) ? (items[index], items[index].mark) : nil
        case (.key, .scalar), (.key, .sequence), (.index, .scalar), (.index, .mapping):
            return nil
        }
    }
}
