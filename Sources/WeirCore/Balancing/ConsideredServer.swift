/// How one server stands in a draw.
public struct ConsideredServer: Sendable, Equatable {
    /// Index into the upstream's servers.
    public var server: Int
    public var standing: ServerStanding
    /// What the balancer compares, for methods that compare: active / weight, expected microseconds × (active + 1) /
    /// weight (lowest wins), or the rendezvous score (highest wins). Nil where turns or chance decide.
    public var score: Double?

    public init(server: Int, standing: ServerStanding, score: Double?) {
        self.server = server
        self.standing = standing
        self.score = score
    }
}

/// Why a server is or is not a candidate. The raw value is the word in `weir explain`.
public enum ServerStanding: String, Sendable, Equatable, CaseIterable {
    case candidate
    /// A backup, or draining, while better ones are left.
    case standby
    case tried
    case down
    case starting
    case maintenance
    case noWeight = "no_weight"
}
