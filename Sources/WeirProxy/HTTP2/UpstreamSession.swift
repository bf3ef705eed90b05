import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One connection to a server that speaks HTTP/2: many exchanges at once. Lives on one event loop.
final class UpstreamSession: HTTP2SessionHandler, StreamHandler, DeadlineOwner {
    let pool: ServerPool
    let worker: Worker
    let http2: HTTP2Session
    private let stream: any ByteStream
    private var output: ByteBuffer
    private var hasUnflushedWrites = false
    private var isUngathered = false
    /// Streams with something to tell their exchanges once those have returned from what they are at.
    private var due: [UpstreamStream] = []
    /// No further stream is opened: the server said so, or the connection is about to end.
    private(set) var isLeaving = false
    private let deadline: Deadline

    /// - Throws: `internalError` where there is no memory.
    init(pool: ServerPool, stream: any ByteStream) throws(Fault) {
        self.pool = pool
        self.stream = stream
        worker = pool.worker
        output = worker.buffers.hollow
        let limits = worker.runtime.configuration.limits
        http2 = try HTTP2Session(client: HTTP2Settings(limits.http2), limits: limits, fields: worker.fieldList)
        deadline = Deadline(wheel: worker.deadlines)
        deadline.owner = self
        http2.handler = self
        touch()
    }

    // MARK: For the pool

    var isOpen: Bool { stream.isOpen }
    /// The connection is over TLS.
    var isSecure: Bool { pool.settings.isSecure }

    /// Whether another exchange may be begun here.
    var hasRoom: Bool {
        isOpen && !isLeaving && http2.openStreams < min(http2.peerStreamLimit, pool.settings.streamLimit)
    }

    var isIdle: Bool { http2.openStreams == 0 }

    /// Room for one exchange.
    func makeLink() -> UpstreamStream {
        deadline.clear()
        return UpstreamStream(session: self)
    }

    /// Takes no further exchanges, and closes once those under way are over.
    func leave() {
        isLeaving = true
        if isIdle { close() }
    }

    func close() {
        stream.close()
    }

    // MARK: For the streams

    func touch() {
        if !isUngathered {
            isUngathered = true
            worker.ungatheredServers.append(self)
        }
        guard !hasUnflushedWrites else { return }
        hasUnflushedWrites = true
        worker.unflushedSessions.append(self)
    }

    /// The stream is called at the end of the current event.
    func call(_ stream: UpstreamStream) {
        due.append(stream)
        touch()
    }

    /// Moves frames to the connection as long as the server takes them, as `DownstreamSession.gather` does.
    func gather() {
        isUngathered = false
        while let stream = due.popLast() { stream.called() }
        while stream.isWritable {
            if output.isHollow { output = worker.buffers.take() }
            let hasMore = http2.collect(into: &output)
            if output.readableBytes >= HTTP2Session.gatherLimit { passOutput() }
            if !hasMore { break }
        }
    }

    /// Sends what there is.
    func flush() {
        guard hasUnflushedWrites else { return }
        hasUnflushedWrites = false
        gather()
        passOutput()
        stream.flush()
        if http2.isFinished || isLeaving && isIdle && !http2.wantsToSend { close() }
    }

    private func passOutput() {
        var bytes = worker.buffers.hollow
        swap(&bytes, &output)
        if bytes.readableBytes > 0 { stream.write(bytes) }
        worker.buffers.give(&bytes)
    }

    /// One of the streams is over.
    func streamEnded() {
        guard isIdle, isOpen else { return }
        // Also of one that is leaving: a server that takes nothing more does not keep it open.
        deadline.set(worker.clock.monotonic() + pool.settings.idleTimeout)
        // Not closed at once: the library may be at work on the stream that has ended.
        if isLeaving || worker.isDraining {
            isLeaving = true
            touch()
        }
    }

    func deadlinePassed(now: Int64) {
        if isIdle { close() }
    }

    // MARK: Stream events

    func streamReceived(_ bytes: consuming ByteBuffer) {
        worker.eventBegan()
        if http2.receive(bytes) != nil { isLeaving = true }
        if http2.wantsToSend { touch() } else if http2.isFinished { close() }
        if !stream.isOpen { worker.flush() }
    }

    func streamReadEnded() {
        worker.flush()
    }

    func streamWritabilityChanged() {
        worker.eventBegan()
        if stream.isWritable { touch() }
        worker.flush()
    }

    func streamClosed(_ ending: StreamEnding) {
        worker.eventBegan()
        isLeaving = true
        deadline.remove()
        pool.sessionClosed(self)
        http2.close()
        worker.flush()
    }

    // MARK: Events of the library

    func streamOpened(_ id: Int32) -> HTTP2Stream? { nil }

    func frameBegan(_ frame: HTTP2Frame) {}

    func pingAnswered() {}

    func goAwayReceived(lastStream: Int32, _ code: HTTP2ErrorCode) {
        isLeaving = true
    }

    func goAwaySent(_ code: HTTP2ErrorCode) {
        isLeaving = true
    }

    func headerBombReceived() {
        isLeaving = true
    }
}
