internal import Synchronization
public import WeirModel

/// One server of an upstream as all event loops see it: its health, what the operator wants, and what is counted.
///
/// Every member may be called from any thread. Health and operator state change through `UpstreamState` alone, which
/// then publishes whom the balancer may choose.
public final class ServerState: Sendable {
    /// As configured.
    public let server: Server
    /// Position in the upstream's servers.
    public let index: Int
    /// The keyed hash of (upstream, id) that signed cookies carry; never 0.
    public let identity: UInt64
    let tally: ServerTally
    private let healthCode: Atomic<UInt8>
    private let operatorCode: Atomic<UInt8>
    /// Monotonic nanoseconds.
    private let drainStarted: Atomic<Int64>
    private let reasonAndSince: Mutex<(reason: String, since: Int64)>

    /// A server without history.
    init(server: Server, index: Int, identity: UInt64, health: ServerHealth, startedAt: Moment) {
        self.server = server
        self.index = index
        self.identity = identity
        tally = ServerTally()
        healthCode = Atomic(health.code)
        operatorCode = Atomic(server.state.code)
        drainStarted = Atomic(startedAt.monotonic)
        reasonAndSince = Mutex((reason: "", since: startedAt.wall))
    }

    /// The same server after a reload. Counts and response times go on where its address is the same. What the operator
    /// set while running stays unless the file says something new; a drain that goes on keeps its start.
    init(server: Server, index: Int, health: ServerHealth, startedAt: Moment, previous: ServerState) {
        self.server = server
        self.index = index
        identity = previous.identity
        tally = previous.server.address == server.address ? previous.tally : ServerTally()
        healthCode = Atomic(health.code)
        let operatorState = previous.server.state == server.state ? previous.operatorState : server.state
        operatorCode = Atomic(operatorState.code)
        let goesOn = operatorState == .drain && previous.operatorState == .drain
        drainStarted = Atomic(goesOn ? previous.drainStarted.load(ordering: .relaxed) : startedAt.monotonic)
        let detail = previous.healthDetail()
        reasonAndSince = Mutex(
            detail.health == health ? (reason: detail.reason, since: detail.since) : (reason: "", since: startedAt.wall)
        )
    }

    public var health: ServerHealth { ServerHealth(code: healthCode.load(ordering: .relaxed)) }

    public var operatorState: OperatorState { OperatorState(code: operatorCode.load(ordering: .relaxed)) }

    /// Requests in flight over all event loops.
    public var active: Int { tally.active }

    /// A request goes to this server. Every call is followed by one of `end`.
    public func begin() { tally.begin() }

    /// A request that began has ended, however.
    public func end() { tally.end() }

    /// Open connections to the server over all event loops.
    public var connections: Int { tally.connections }

    /// Counts one more connection unless that would be more than `limit`; 0 means no limit.
    /// A true answer is followed by one call of `connectionClosed`.
    public func tryOpenConnection(limit: Int) -> Bool { tally.tryOpenConnection(limit: limit) }

    /// A connection that was counted is closed, or never came to stand.
    public func connectionClosed() { tally.connectionClosed() }

    /// A response's first byte came after that many microseconds.
    public func observe(firstByteMicroseconds: Int64, now: Moment) {
        tally.observe(microseconds: firstByteMicroseconds, monotonic: now.monotonic)
    }

    /// An attempt failed: it counts as if the answer had come when its deadline would have passed.
    public func observeFailure(timeoutMicroseconds: Int64, now: Moment) {
        tally.observe(microseconds: timeoutMicroseconds, monotonic: now.monotonic)
    }

    /// Takes a lock: for status pages and logs.
    public func healthDetail() -> HealthDetail {
        let (reason, since) = reasonAndSince.withLock { ($0.reason, $0.since) }
        return HealthDetail(health: health, operatorState: operatorState, reason: reason, since: since)
    }
}

extension ServerState {
    /// Whether the health is another than before.
    func note(health: ServerHealth, reason: String, now: Moment) -> Bool {
        let text = HealthDetail.bounded(reason)
        return reasonAndSince.withLock { detail in
            let changed = healthCode.exchange(health.code, ordering: .relaxed) != health.code
            detail.reason = text
            if changed { detail.since = now.wall }
            return changed
        }
    }

    /// Whether the operator's wish is another than before. A drain's deadline runs from `now`.
    func note(operatorState: OperatorState, now: Moment) -> Bool {
        guard self.operatorState != operatorState else { return false }
        drainStarted.store(now.monotonic, ordering: .relaxed)
        operatorCode.store(operatorState.code, ordering: .releasing)
        return true
    }

    /// What becomes of a client pinned to this server.
    func pinnedVerdict(onDrain: OnDrain, now: Moment) -> PinnedVerdict {
        guard health == .up else { return .down }
        switch OperatorState(code: operatorCode.load(ordering: .acquiring)) {
        case .ready: return .valid
        case .maintenance: return .down
        case .drain: return onDrain == .keep && !drainEnded(now: now) ? .kept : .moved
        }
    }

    private func drainEnded(now: Moment) -> Bool {
        guard let deadline = server.drainDeadline else { return false }
        let elapsed = now.monotonic.subtractingReportingOverflow(drainStarted.load(ordering: .relaxed))
        return !elapsed.overflow && Duration.nanoseconds(elapsed.partialValue) >= deadline
    }
}

extension ServerHealth {
    fileprivate var code: UInt8 {
        switch self {
        case .starting: 0
        case .up: 1
        case .down: 2
        }
    }

    fileprivate init(code: UInt8) {
        self = code == 1 ? .up : code == 0 ? .starting : .down
    }
}

extension OperatorState {
    fileprivate var code: UInt8 {
        switch self {
        case .ready: 0
        case .drain: 1
        case .maintenance: 2
        }
    }

    fileprivate init(code: UInt8) {
        self = code == 0 ? .ready : code == 1 ? .drain : .maintenance
    }
}
