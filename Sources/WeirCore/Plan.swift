import WeirModel

/// Where a request goes, and why: the result of `Dispatch.plan`.
///
/// Indices are positions in the `Configuration` of the snapshot that made the plan.
public struct Plan: Sendable, Equatable {
    /// What becomes of the request.
    public enum Outcome: Sendable, Equatable {
        /// To `upstream`'s `server`.
        case forward
        /// Answered by the route's redirect.
        case redirect
        case refuse(FaultKind)
    }

    public var outcome: Outcome
    public var route: Int?
    /// Of the route's split; nil where it does not split.
    public var arm: Int?
    public var armReason: ArmReason
    public var upstream: Int?
    public var server: Int?
    public var verdict: AffinityVerdict
    /// What the affinity cookie said, and what the next one must carry on.
    public var cookie: CookiePlan

    public init(outcome: Outcome) {
        self.outcome = outcome
        armReason = .only
        verdict = .off
        cookie = .none
    }
}

/// Why an arm was chosen. The raw value is the log's word.
public enum ArmReason: String, Sendable, Equatable, CaseIterable {
    case only, request, client, session, header, ip, forced, fallback
}

/// What was made of the affinity cookie. The raw value is the log's word.
public enum AffinityVerdict: String, Sendable, Equatable, CaseIterable {
    case none, valid, kept, moved, down, unreachable, unknown, malformed, forged, expired, off
}

/// Whether and how the response renews the affinity cookie.
public enum CookiePlan: Sendable, Equatable {
    /// No cookie is ours to set.
    case none
    /// A signed cookie. It is sent when `mustSend` is true or when the server that answered is not the one it names.
    case signed(CookieIdentity, mustSend: Bool)
    /// `mode: plain`: the id of the server that answered, sent when it is not `current` (an index).
    case plain(current: Int?, mustSend: Bool)
}

/// What a signed cookie carries besides its tag.
public struct CookieIdentity: Sendable, Equatable {
    /// Random; stands for this client in splits.
    public var client: UInt64
    /// Keyed hash of (route's salt, arm name) that a `by: session` split keeps; 0: none.
    public var arm: UInt64
    /// Keyed hash of (upstream name, server id); 0: names no server.
    public var server: UInt64
    /// Seconds since 1970.
    public var firstSeen: Int64
    /// Seconds since 1970.
    public var issued: Int64

    public init(client: UInt64, arm: UInt64 = 0, server: UInt64 = 0, firstSeen: Int64, issued: Int64) {
        self.client = client
        self.arm = arm
        self.server = server
        self.firstSeen = firstSeen
        self.issued = issued
    }
}
