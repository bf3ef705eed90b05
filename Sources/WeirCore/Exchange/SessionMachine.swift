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
    private let head: Int64
    private let keepAlive: Int64
    private let body: Int64
    private let ping: Int64

    public init(timeouts: Timeouts, now: Int64) {
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

    /// A header block has begun that goes on in another frame.
    public mutating func headerBlockBegan(now: Int64) {
        if headDue == nil { headDue = now + head }
    }

    /// A header block is whole.
    public mutating func headerBlockEnded() {
        if phase != .opening { headDue = nil }
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
    public mutating func sendStalled(now: Int64) {
        stalledDue = now + body
    }

    /// The client has taken some: it is slow, not gone.
    public mutating func sendProgressed(now: Int64) {
        if stalledDue != nil { stalledDue = now + body }
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
    public mutating func deadlinePassed(now: Int64) -> Expiry {
        guard phase != .ended else { return .none }
        if let headDue, headDue <= now { return .fail(.headTimeout) }
        if let stalledDue, stalledDue <= now { return .fail(.sendTimeout) }
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
