import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTelemetry

/// What a client connection does once it speaks HTTP/2: many exchanges at once, each on a stream of its own.
///
/// Lives on the connection's event loop. When deadlines fall due is for `SessionMachine` to say.
final class DownstreamSession: HTTP2SessionHandler {
    let worker: Worker
    let http2: HTTP2Session
    private(set) var machine: SessionMachine
    private unowned let connection: DownstreamConnection
    let guards: SessionGuards
    private var budgets = SessionBudgets()
    private var requests = 0
    private var isUngathered = false
    /// What the client did that ends the connection, found out within a call of the library.
    private var offence: FaultKind?
    private var hasFailed = false
    /// The client has been told to calm down, and what is under way goes on.
    private var isCalmed = false

    /// - Throws: `internalError` where there is no memory.
    init(connection: DownstreamConnection) throws(Fault) {
        self.connection = connection
        worker = connection.worker
        let configuration = worker.runtime.configuration
        guards = SessionGuards(configuration, now: worker.clock.monotonic())
        machine = SessionMachine(
            timeouts: configuration.timeouts, limits: configuration.limits, now: worker.clock.monotonic())
        let settings = HTTP2Settings(configuration.limits.http2)
        http2 = try HTTP2Session(server: settings, limits: configuration.limits, fields: worker.fieldList)
        http2.handler = self
        touch()
    }

    var facts: ConnectionFacts { connection.facts }
    var role: ListenerRole { connection.role }

    /// Something is to be sent.
    func touch() {
        connection.touch()
        guard !isUngathered else { return }
        isUngathered = true
        worker.ungatheredClients.append(self)
    }

    // MARK: Bytes

    func receive(_ bytes: consuming ByteBuffer) {
        machine.heard(now: worker.clock.monotonic())
        let failure = http2.receive(bytes)
        if let kind = offence ?? failure.map({ FaultKind($0) }) { fail(kind) }
        if http2.wantsToSend { touch() } else { closeIfFinished() }
    }

    /// Moves frames to the connection as long as the client takes them. At the end of each event, so that no memory
    /// is held that the loop receives into; they are encrypted and sent at the end of the turn, or when they are many.
    func gather() {
        isUngathered = false
        // The connection may be gone.
        guard machine.phase != .ended else { return }
        while connection.isWritable {
            if connection.output.isHollow { connection.output = worker.buffers.take() }
            let held = connection.output.readableBytes
            let hasMore = http2.collect(into: &connection.output)
            machine.bytesSent(connection.output.readableBytes - held)
            if connection.output.readableBytes >= HTTP2Session.gatherLimit { connection.passOutput() }
            if !hasMore { break }
        }
    }

    /// Sends what there is.
    func flush() {
        gather()
        guard machine.phase != .ended else { return }
        connection.passOutput()
        if let offence { fail(offence) }
        closeIfFinished()
    }

    private func closeIfFinished() {
        guard http2.isFinished, machine.phase != .ended else { return }
        machine.ended()
        connection.linger()
    }

    // MARK: Events of the library

    func streamOpened(_ id: Int32) -> HTTP2Stream? {
        guard offence == nil, !isCalmed else { return nil }
        requests += 1
        machine.streamOpened()
        if requests >= guards.requests { leave() }
        return worker.makeStream(id: id, session: self)
    }

    func streamClosed() {
        machine.streamClosed(now: worker.clock.monotonic())
    }

    func frameBegan(_ frame: HTTP2Frame) {
        let now = worker.clock.monotonic()
        machine.opened(now: now)
        if frame.kind != .continuation { machine.headerBlockEnded() }
        if frame.kind == .windowUpdate, !machine.windowOpened(now: now) { return offend(.windowUpdateFlood) }
        guard let found = budgets.judge(frame, guards, now: now) else { return }
        offend(found)
    }

    func headerBlockBegan() {
        machine.headerBlockBegan(now: worker.clock.monotonic())
    }

    func headerBlockEnded() {
        machine.headerBlockEnded()
    }

    func frameRefused() {
        guard let found = budgets.judgeRefusal(guards, now: worker.clock.monotonic()) else { return }
        offend(found)
    }

    /// A request is about to be served. False: it is one too many, and the client is told so.
    func admitRequest() -> Bool {
        guard machine.admitRequest(now: worker.clock.monotonic()) else {
            isCalmed = true
            _ = machine.left()
            http2.goAway(.enhanceYourCalm)
            return false
        }
        return true
    }

    func pingAnswered() {
        if machine.phase == .leaving { http2.goAway(.noError) }
    }

    func goAwayReceived(lastStream: Int32, _ code: HTTP2ErrorCode) {}

    /// What Weir itself sends for a fault is known as that already.
    func goAwaySent(_ code: HTTP2ErrorCode) {
        guard code != .noError, offence == nil, !hasFailed, !isCalmed else { return }
        offence = code == .enhanceYourCalm ? .settingsFlood : .protocolError
    }

    func headerBombReceived() {
        offend(.headerTooLarge)
    }

    /// The client did what it may not; the connection ends when the library has returned.
    private func offend(_ kind: FaultKind) {
        guard offence == nil else { return }
        offence = kind
        http2.terminate(.enhanceYourCalm)
    }

    // MARK: Endings

    /// Ends what is under way, and the connection as soon as the client has been told.
    func fail(_ kind: FaultKind) {
        guard machine.phase != .ended, !hasFailed else { return }
        hasFailed = true
        _ = machine.left()
        var told = 0
        http2.forEachStream { stream in
            if (stream as? DownstreamStream)?.fail(kind) == true { told += 1 }
        }
        if told == 0 { record(kind) }
        if kind.abuse == .ofConnection { countAbuse(kind) }
        http2.terminate(kind == .clientGone || kind == .draining ? .noError : .enhanceYourCalm)
        touch()
    }

    /// Counts what no request's record says.
    func countAbuse(_ kind: FaultKind) {
        worker.metrics.abuse(listener: facts.listener, kind)
    }

    /// Writes down what ended a connection on which nothing was under way.
    private func record(_ kind: FaultKind) {
        DownstreamStream(id: 0, session: self).refuse(kind)
    }

    /// Asks the client to open no further streams.
    func leave() {
        guard machine.left() else { return }
        if machine.streams == 0 {
            http2.goAway(.noError)
        } else {
            // Streams may be on their way: the last one is named once the client must have heard.
            http2.announceGoAway()
            http2.ping()
        }
        touch()
    }

    /// The process ends now.
    func stop() {
        http2.forEachStream { stream in _ = (stream as? DownstreamStream)?.fail(.draining) }
        // First: of a session that is ending, the ends of streams are not sent any more.
        flush()
        http2.terminate(.noError)
        flush()
    }

    /// The connection is gone.
    func connectionClosed() {
        machine.ended()
        http2.close()
    }

    // MARK: Deadlines

    func writabilityChanged(_ isWritable: Bool, unsent: Int) {
        if isWritable {
            machine.sendResumed()
            touch()
        } else {
            machine.sendStalled(unsent: unsent, now: worker.clock.monotonic())
        }
    }

    func sendQueued(unsent: Int) {
        machine.sendQueued(unsent: unsent)
    }

    /// - Parameter unsent: bytes that the client's socket has yet to take.
    func deadlinePassed(unsent: Int, now: Int64) {
        switch machine.deadlinePassed(unsent: unsent, now: now) {
        case .none: break
        case .ping:
            http2.ping()
            touch()
        case .leave:
            _ = machine.left()
            http2.goAway(.noError)
            touch()
        case .fail(let kind):
            fail(kind)
            // A client that takes nothing cannot be told either.
            if !connection.isWritable { connection.closeNow() }
        }
    }
}

extension FaultKind {
    init(_ failure: HTTP2SessionFailure) {
        self =
            switch failure {
            case .noPreface: .protocolError
            case .flooded: .pingFlood
            case .tooManyContinuations: .continuationFlood
            case .inside: .internalError
            }
    }
}

extension HTTP2Settings {
    init(_ limits: HTTP2Limits) {
        self.init(
            concurrentStreams: limits.streams, streamWindow: limits.streamWindow,
            connectionWindow: limits.connectionWindow, continuations: limits.continuations,
            allowsExtendedConnect: true)
    }
}
