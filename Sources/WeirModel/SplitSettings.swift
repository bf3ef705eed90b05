/// How a route divides its requests among arms.
public struct SplitSettings: Sendable, Equatable {
    public var by: SplitUnit
    /// At least one; names unique within the split.
    public var arms: [Arm]
    public var force: ForceSettings?
    /// What happens when no server of the drawn arm can serve.
    public var fallback: SplitFallback
    /// Part of the hash, so that two routes divide the same clients independently. Default: the route's name.
    public var salt: String

    public init(
        by: SplitUnit, arms: [Arm], force: ForceSettings? = nil, fallback: SplitFallback = .otherArms, salt: String
    ) {
        self.by = by
        self.arms = arms
        self.force = force
        self.fallback = fallback
        self.salt = salt
    }
}

/// What is divided.
public enum SplitUnit: Sendable, Equatable {
    case request
    case client
    case session
    /// By the value of this field (lower-case name).
    case header(String)
    case ip
}

/// One part of a split and its share.
public struct Arm: Sendable, Equatable {
    public var name: String
    /// Index into `Configuration.upstreams`.
    public var upstream: Int
    /// 0 to 1,000,000.
    public var weight: Int

    public init(name: String, upstream: Int, weight: Int) {
        self.name = name
        self.upstream = upstream
        self.weight = weight
    }
}

/// Who may choose an arm by name, and how.
public struct ForceSettings: Sendable, Equatable {
    public var source: ForceSource
    /// Empty: nobody but loopback addresses.
    public var clients: [Network]

    public init(source: ForceSource, clients: [Network]) {
        self.source = source
        self.clients = clients
    }
}

/// Where a tester names the arm.
public enum ForceSource: Sendable, Equatable {
    /// Lower-case field name.
    case header(String)
    case cookie(String)
}

/// What happens when no server of an arm can serve.
public enum SplitFallback: String, Sendable, Equatable, CaseIterable {
    /// Draw again among the others.
    case otherArms = "draw"
    /// 503.
    case none
}
