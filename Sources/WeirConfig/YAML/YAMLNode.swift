/// A node of a YAML document, with the place where it begins.
struct YAMLNode: Sendable {
    /// What kind of node it is, and what it holds.
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    var content: Content
    var mark: SourceMark
}

/// A scalar's value after unquoting and folding.
struct YAMLScalar: Sendable {
    /// How it is written.
    enum Style: Sendable {
        case plain
        case quoted
        case block
    }

    var text: String
    var style: Style

    /// `key:` with nothing behind it, `~` and `null`.
    var isNull: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
    }
}

/// A key and its value. Keys are unique within their mapping.
struct YAMLEntry: Sendable {
    var key: String
    var keyMark: SourceMark
    var value: YAMLNode
}
