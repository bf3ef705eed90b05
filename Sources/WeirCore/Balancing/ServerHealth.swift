public import WeirModel

/// What the probes say of a server. The raw value is the word in `/status`.
public enum ServerHealth: String, Sendable, Equatable, CaseIterable {
    /// Has a startup check and has not passed it yet: gets no traffic.
    case starting
    case up
    case down
}

/// A server's standing, as `/status` shows it.
public struct HealthDetail: Sendable, Equatable {
    public var health: ServerHealth
    public var operatorState: OperatorState
    /// Why the server has this health: at most 200 bytes; empty if nothing has been observed yet.
    public var reason: String
    /// Since when the server has this health: microseconds since 1970.
    public var since: Int64

    public init(health: ServerHealth, operatorState: OperatorState, reason: String, since: Int64) {
        self.health = health
        self.operatorState = operatorState
        self.reason = reason
        self.since = since
    }
}

extension HealthDetail {
    /// Bytes of a reason that are kept.
    static let reasonLimit = 200

    /// As much of a text as fits into `reasonLimit` bytes of UTF-8, cut between characters.
    static func bounded(_ reason: String) -> String {
        guard reason.utf8.count > reasonLimit else { return reason }
        var kept = ""
        for scalar in reason.unicodeScalars {
            guard kept.utf8.count + UTF8.width(scalar) <= reasonLimit else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }
}
