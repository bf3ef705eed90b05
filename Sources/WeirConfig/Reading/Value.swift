/// A node with the name it goes by in messages. Each way of reading it reports what is wrong and then gives nil.
struct Value {
    let node: YAMLNode
    /// `weight` in backticks, or "an entry of `hosts`".
    let title: String
    /// Where its key stands, for values that are missing.
    let keyMark: SourceMark
    let reading: Reading

    /// Where it begins.
    var mark: SourceMark {
        node.mark
    }

    /// Whether it is a scalar, as against a list or a mapping.
    var isScalar: Bool {
        if case .scalar = node.content { true } else { false }
    }

    /// Reports an error here.
    func error(_ message: String, hint: String? = nil) {
        reading.findings.error(message, at: mark, hint: hint)
    }

    /// Reports a warning here.
    func warning(_ message: String, hint: String? = nil) {
        reading.findings.warning(message, at: mark, hint: hint)
    }

    /// The entries of a list; nil (and reported) when it is none.
    func list(of expectation: String) -> [Value]? {
        guard case .sequence(let items) = node.content else {
            reportType(expected: "a list of \(expectation)", hint: listHint)
            return nil
        }
        return items.map { Value(node: $0, title: "an entry of \(title)", keyMark: $0.mark, reading: reading) }
    }

    /// A mapping whose keys the user names.
    func named() -> [(name: String, value: Value)]? {
        guard case .mapping(let entries) = node.content else {
            reportType(expected: "a mapping of names")
            return nil
        }
        return entries.map { entry in
            checkName(entry)
            let title = VisibleText.quoted(entry.key)
            return (entry.key, Value(node: entry.value, title: title, keyMark: entry.keyMark, reading: reading))
        }
    }

    /// A mapping with the keys given; others are reported.
    func section(_ keys: [String]) -> Section? {
        guard case .mapping(let entries) = node.content else {
            reportType(expected: "a mapping")
            return nil
        }
        let section = Section(title: title, mark: keyMark, entries: entries, reading: reading)
        section.reportUnknown(knowing: keys)
        return section
    }

    /// Reports that the value is of the wrong kind, or missing.
    func reportType(expected: String, hint: String? = nil) {
        switch node.content {
        case .scalar(let scalar) where scalar.isNull: reading.findings.error("\(title) has no value", at: keyMark)
        case .scalar: error("\(title) must be \(expected), not a single value", hint: hint)
        case .sequence: error("\(title) must be \(expected), not a list", hint: hint)
        case .mapping: error("\(title) must be \(expected), not a mapping", hint: hint)
        }
    }

    private var listHint: String? {
        guard case .scalar(let scalar) = node.content else { return nil }
        return "write it in brackets: [\(VisibleText.text(scalar.text))]"
    }

    private func checkName(_ entry: YAMLEntry) {
        do throws(ScalarProblem) {
            _ = try FieldSyntax.name(entry.key)
        } catch {
            reading.findings.error(
                "a name in \(title): \(VisibleText.quoted(entry.key)) \(error.predicate)", at: entry.keyMark,
                hint: error.hint)
        }
    }
}
