/// Names taken from one configuration.
protocol ConfigurationNames: AnyObject {
    /// Of the configuration.
    var generation: UInt64 { get }
}

/// The names of the current configuration, and of those before it that exchanges may still run under.
struct NamesByGeneration<Names: ConfigurationNames> {
    private(set) var current: Names
    /// The newest last.
    private var older: [Names] = []

    /// How many earlier configurations are remembered.
    static var limit: Int { 8 }

    init(_ names: Names) {
        current = names
    }

    mutating func adopt(_ names: Names) {
        older.append(current)
        if older.count > Self.limit { older.removeFirst() }
        current = names
    }

    /// Nil: too long ago to be remembered.
    func of(_ generation: UInt64) -> Names? {
        current.generation == generation ? current : older.last { $0.generation == generation }
    }
}

extension Array {
    /// The element at an index that may be absent or out of range.
    subscript(checked index: Int?) -> Element? {
        guard let index, indices.contains(index) else { return nil }
        return self[index]
    }
}
