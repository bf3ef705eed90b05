public import WeirModel

/// What the outcome of a probe changes.
public enum HealthAction: Sendable, Equatable {
    case becameUp
    /// Why, in at most 200 bytes.
    case becameDown(reason: String)
}

/// Decides from the outcomes of probes whether one server is up.
public struct HealthMachine: Sendable, Equatable {
    public let settings: HealthCheck
    /// `starting` → `up` at the first success, or `down` after `fall` failures in a row; `up` → `down` after `fall`
    /// failures in a row; `down` → `up` after `rise` successes in a row.
    public private(set) var health: ServerHealth
    /// Outcomes of one kind in a row that have not changed the health yet, or have just changed it.
    public private(set) var failuresInARow = 0
    public private(set) var successesInARow = 0
    /// How often the server went down or came back: many in a short time is a server that flaps.
    public private(set) var changes = 0
    /// Nil until the health changes.
    public private(set) var lastChange: Moment?
    /// What the last failure said, in at most 200 bytes; empty after a success.
    public private(set) var reason = ""
    private var hasProbed = false

    /// With `health`, goes on from what is known of the server; else starts as the settings say.
    public init(settings: HealthCheck, health: ServerHealth? = nil) {
        self.settings = settings
        self.health = health ?? (settings.startup ? .starting : .up)
    }

    /// The server answered as it should.
    public mutating func probeSucceeded(now: Moment) -> HealthAction? {
        hasProbed = true
        failuresInARow = 0
        successesInARow = Self.counted(successesInARow)
        reason = ""
        switch health {
        case .up: return nil
        case .starting: return change(to: .up, now: now)
        case .down: return successesInARow >= settings.rise ? change(to: .up, now: now) : nil
        }
    }

    /// No answer in time, no connection, or the wrong answer.
    public mutating func probeFailed(reason: String, now: Moment) -> HealthAction? {
        hasProbed = true
        successesInARow = 0
        failuresInARow = Self.counted(failuresInARow)
        self.reason = HealthDetail.bounded(reason)
        switch health {
        case .down: return nil
        case .starting, .up: return failuresInARow >= settings.fall ? change(to: .down, now: now) : nil
        }
    }

    /// How long to wait before the next probe starts. The first comes within the interval's first second, spread so
    /// that many servers are not probed in one instant; later ones at the interval, give or take a tenth.
    public func nextProbe(random: inout RandomSource) -> Duration {
        let part = Double(random.index(below: 1 << 30)) / Double(1 << 30)
        return hasProbed ? settings.interval * (0.9 + 0.2 * part) : min(settings.interval, .seconds(1)) * part
    }

    private mutating func change(to next: ServerHealth, now: Moment) -> HealthAction {
        health = next
        lastChange = now
        changes = Self.counted(changes)
        return next == .up ? .becameUp : .becameDown(reason: reason)
    }

    private static func counted(_ count: Int) -> Int {
        count < Int.max ? count + 1 : count
    }
}
