import WeirCore
import WeirHTTP
import WeirModel

/// What HTTP/2 connections may do, in the units it is counted in.
struct SessionGuards {
    let requests: Int
    let resets: AbuseBudget.Allowance
    let settings: AbuseBudget.Allowance
    let pings: AbuseBudget.Allowance
    let emptyFrames: AbuseBudget.Allowance

    /// What a stream begins with.
    let stream: ConnectionMachine

    init(_ configuration: Configuration, now: Int64) {
        let limits = configuration.limits
        stream = ConnectionMachine(
            secure: false, timeouts: configuration.timeouts, limits: limits, requestLimit: 1, now: now)
        requests = limits.requestsPerConnection
        resets = AbuseBudget.Allowance(limits.http2.resets)
        settings = AbuseBudget.Allowance(limits.http2.settings)
        pings = AbuseBudget.Allowance(limits.http2.pings)
        emptyFrames = AbuseBudget.Allowance(limits.http2.emptyFrames)
    }
}

/// What one HTTP/2 connection has done so far of what is counted.
struct SessionBudgets {
    private var resets = AbuseBudget()
    private var settings = AbuseBudget()
    private var pings = AbuseBudget()
    private var emptyFrames = AbuseBudget()

    /// A stream had to be reset for what the client sent: as good as a reset of its own.
    mutating func judgeRefusal(_ guards: SessionGuards, now: Int64) -> FaultKind? {
        resets.spend(guards.resets, now: now) ? nil : .resetFlood
    }

    /// - Returns: of which kind of frame this one was too many.
    mutating func judge(_ frame: HTTP2Frame, _ guards: SessionGuards, now: Int64) -> FaultKind? {
        switch frame.kind {
        case .reset: resets.spend(guards.resets, now: now) ? nil : .resetFlood
        case .settings: settings.spend(guards.settings, now: now) ? nil : .settingsFlood
        case .ping: pings.spend(guards.pings, now: now) ? nil : .pingFlood
        case .data:
            frame.length > 0 || frame.endsStream || emptyFrames.spend(guards.emptyFrames, now: now)
                ? nil : .emptyFrameFlood
        case .continuation:
            frame.length > 0 || emptyFrames.spend(guards.emptyFrames, now: now) ? nil : .emptyFrameFlood
        case .priority, .priorityUpdate, .other:
            emptyFrames.spend(guards.emptyFrames, now: now) ? nil : .emptyFrameFlood
        case .headers, .settingsAnswer, .pushPromise, .pingAnswer, .goAway, .windowUpdate: nil
        }
    }
}
