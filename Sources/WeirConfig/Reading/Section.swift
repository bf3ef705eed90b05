/// A mapping with known keys.
struct Section {
    /// The name it goes by in messages.
    let title: String
    /// Where a key that is missing would belong: the section's own key.
    let mark: SourceMark
    /// In file order.
    let entries: [YAMLEntry]
    let reading: Reading

    /// A key's value; nil when the key is not there.
    subscript(key: String) -> Value? {
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        return Value(node: entry.value, title: "`\(key)`", keyMark: entry.keyMark, reading: reading)
    }

    /// A key's value; reported when the key is not there.
    func required(_ key: String) -> Value? {
        if let value = self[key] { return value }
        reading.findings.error("\(title) needs the key `\(key)`", at: mark)
        return nil
    }

    /// Reports each key that is not among those given.
    func reportUnknown(knowing keys: [String]) {
        for entry in entries where !keys.contains(entry.key) && !reading.findings.isFull {
            reading.findings.error(
                "unknown key \(VisibleText.quoted(entry.key))", at: entry.keyMark,
                hint: hint(for: entry.key, knowing: keys))
        }
    }

    private func hint(for key: String, knowing keys: [String]) -> String {
        if key == "<<" { return "merge keys are not supported; an alias may stand for a whole value" }
        if let nearest = Suggestion.hint(for: key, among: keys) { return nearest }
        return "keys of \(title) are \(keys.map { "`\($0)`" }.joined(separator: ", "))"
    }
}
