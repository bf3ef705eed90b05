public import WeirModel

/// The life of a client connection that carries many exchanges at once (HTTP/2): which deadline is in force, and what
/// becomes of the connection when one passes. The exchanges' own deadlines are elsewhere.
///
/// A pure value; times are monotonic nanoseconds.
public struct SessionMachine: Sendable, Equatable {
    /// What the driver does when a deadline passed.
    public enum Expiry: Sendable, Equatable {
        case none
        /// Ask the client whether it is still there.
        case ping
        /// Say goodbye: nothing is under way.
        case leave
        /// End what is under way with this fault, and the connection.
        case fail(FaultKind)
    }

    /// Where the connection is; each case says what may follow.
    public enum Phase: Sendable, Equatable {
        /// No frame has come. Next: serving, ended.
        case opening
        /// Next: leaving, ended.
        case serving
        /// The client has been told to open no further streams. Next: ended.
        case leaving
        case ended
    }

    private enum Probe: Sendable, Equatable {
        case none
        case sent(due: Int64)
    }

    public private(set) var phase = Phase.opening
    /// Streams under way.
    public private(set) var streams = 0
    private var probe = Probe.none
    private var lastHeard: Int64
    /// When an unfinished header block, or the connection's first frame, has to be there.
    private var headDue: Int64?
    private var idleDue: Int64?
    private var stalledDue: Int64?
    /// What the client had yet to take when its time began to run.
    private var unsent = 0
    private var rate = AbuseBudget()
    private var updates = WindowUpdateBudget()
    private let requestRate: AbuseBudget.Allowance
    private let updateRate: AbuseBudget.Allowance
    /// What it has to take within its time.
    private let pace: Int
    private let head: Int64
    private let keepAlive: Int64
    private let body: Int64
    private let ping: Int64

    public init(timeouts: Timeouts, limits: Limits, now: Int64) {
        requestRate = AbuseBudget.Allowance(limits.requestRate)
        updateRate = AbuseBudget.Allowance(limits.http2.windowUpdates)
        pace = max(1, limits.sendBytes)
        head = timeouts.head.nanoseconds
        keepAlive = timeouts.keepAlive.nanoseconds
        body = timeouts.body.nanoseconds
        ping = timeouts.ping.nanoseconds
        lastHeard = now
        headDue = now + head
    }

    /// When `deadlinePassed` wants to be called; nil: never.
    public var deadline: Int64? {
        guard phase != .ended else { return nil }
        var due = min(headDue ?? .max, min(idleDue ?? .max, stalledDue ?? .max))
        if streams > 0 {
            switch probe {
            case .none: due = min(due, lastHeard + ping)
            case .sent(let answerDue): due = min(due, answerDue)
            }
        }
        return due == .max ? nil : due
    }

    /// The client takes no bytes just now, and a deadline for it runs.
    public var isSendStalled: Bool { stalledDue != nil }

    // MARK: Events

    /// Bytes have come.
    public mutating func heard(now: Int64) {
        lastHeard = now
        probe = .none
    }

    /// The first frame has come.
    public mutating func opened(now: Int64) {
        guard phase == .opening else { return }
        phase = .serving
        headDue = nil
        idleDue = now + keepAlive
    }

    /// A header block has begun.
    public mutating func headerBlockBegan(now: Int64) {
        if headDue == nil { headDue = now + head }
    }

    /// A header block is whole.
    public mutating func headerBlockEnded() {
        if phase != .opening { headDue = nil }
    }

    /// A request is about to be served. False: it is one too many within ten seconds.
    public mutating func admitRequest(now: Int64) -> Bool {
        rate.spend(requestRate, now: now)
    }

    /// The client lets more be sent. False: it says so too often for what it was sent.
    public mutating func windowOpened(now: Int64) -> Bool {
        updates.spend(updateRate, now: now)
    }

    /// Bytes for the client have been written.
    public mutating func bytesSent(_ count: Int) {
        updates.sent(count)
    }

    /// An exchange has begun.
    public mutating func streamOpened() {
        streams += 1
        idleDue = nil
    }

    /// An exchange is over, and all of it has gone to the client.
    public mutating func streamClosed(now: Int64) {
        streams = max(0, streams - 1)
        if streams == 0, phase != .ended {
            idleDue = now + keepAlive
            probe = .none
        }
    }

    /// The client takes no more bytes just now.
    /// - Parameter unsent: bytes that it has yet to take.
    public mutating func sendStalled(unsent: Int, now: Int64) {
        self.unsent = unsent
        stalledDue = now + body
    }

    /// More has been written for a client that takes nothing just now; what it takes of that counts too.
    public mutating func sendQueued(unsent: Int) {
        if stalledDue != nil { self.unsent = max(self.unsent, unsent) }
    }

    /// Its time is up: one that has taken enough meanwhile is slow, not gone, and gets as much time again.
    private mutating func sendProgressed(unsent: Int, now: Int64) -> Bool {
        guard self.unsent - unsent >= pace else { return false }
        self.unsent = unsent
        stalledDue = now + body
        return true
    }

    /// The client takes bytes again.
    public mutating func sendResumed() {
        stalledDue = nil
    }

    /// The client is told to open no further streams. False: it has been already.
    public mutating func left() -> Bool {
        guard phase == .opening || phase == .serving else { return false }
        phase = .leaving
        return true
    }

    /// The connection is gone, or about to be closed.
    public mutating func ended() {
        phase = .ended
    }

    /// `deadline` has passed.
    /// - Parameter unsent: bytes that the client has yet to take.
    public mutating func deadlinePassed(unsent: Int = 0, now: Int64) -> Expiry {
        guard phase != .ended else { return .none }
        if let headDue, headDue <= now { return .fail(.headTimeout) }
        if let stalledDue, stalledDue <= now {
            return sendProgressed(unsent: unsent, now: now) ? .none : .fail(.sendTimeout)
        }
        if let idleDue, idleDue <= now { return .leave }
        guard streams > 0 else { return .none }
        switch probe {
        case .none:
            guard lastHeard + ping <= now else { return .none }
            probe = .sent(due: now + ping)
            return .ping
        case .sent(let due): return due <= now ? .fail(.clientGone) : .none
        }
    }
}
