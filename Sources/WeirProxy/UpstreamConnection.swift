import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One connection to a server: HTTP/1.1 from the client's end. Lives on one event loop.
///
/// Serves one exchange at a time, between them it waits in its pool.
final class UpstreamConnection: StreamHandler, DeadlineOwner {
    /// Below this size a body part is copied behind what is already waiting to be written; from it on, which is a whole
    /// record of TLS, it goes by reference.
    private static let gatherLimit = 16 * 1024
    /// Nanoseconds that a server has to close its end after a tunnel.
    private static let lingerTime: Int64 = 2_000_000_000

    let pool: ServerPool
    private let worker: Worker
    private let stream: any ByteStream
    /// The exchange being served; nil while idle.
    private var exchange: Exchange?
    private var decoder: ResponseDecoder
    private var framing: ResponseFraming?
    private var body: BodyDecoder?
    private var isTunnel = false
    private var input: ByteBuffer
    /// Written to the stream at the next flush.
    private var output: ByteBuffer
    private var hasUnflushedWrites = false
    /// A byte of the current exchange's response has come.
    private var hasHeard = false
    /// Exchanges begun on this connection.
    private(set) var exchanges = 0
    /// Position in the pool's idle list; nil while leased.
    var idleSince: Int64?
    private let deadline: Deadline

    init(pool: ServerPool, stream: any ByteStream) {
        self.pool = pool
        self.stream = stream
        worker = pool.worker
        input = worker.buffers.hollow
        output = worker.buffers.hollow
        decoder = ResponseDecoder(limits: worker.runtime.configuration.limits)
        deadline = Deadline(wheel: worker.deadlines)
        deadline.owner = self
    }

    // MARK: For the pool

    var isOpen: Bool { stream.isOpen }

    /// Waits for the next exchange until `due`.
    func becomeIdle(until due: Int64, now: Int64) {
        idleSince = now
        deadline.set(due)
    }

    func deadlinePassed(now: Int64) {
        if exchange == nil { close() }
    }

    func close() {
        stream.close()
    }

    // MARK: For the exchange

    /// Takes the connection for an exchange; its request follows.
    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        exchanges += 1
        idleSince = nil
        deadline.clear()
        hasHeard = false
        framing = nil
        body = nil
    }

    /// The buffer that the head of a request is written into.
    func withOutput(_ write: (inout ByteBuffer) -> Void) {
        if output.isHollow { output = worker.buffers.take() }
        write(&output)
        touch()
    }

    /// A part of the request's body or of a tunnel, already framed.
    func write(_ part: ByteBuffer) {
        touch()
        if output.readableBytes + part.readableBytes < Self.gatherLimit {
            if output.isHollow { output = worker.buffers.take() }
            output.writeImmutableBuffer(part)
        } else {
            passOutput()
            stream.write(part)
        }
    }

    func flush() {
        guard hasUnflushedWrites else { return }
        hasUnflushedWrites = false
        passOutput()
        stream.flush()
    }

    private func touch() {
        guard !hasUnflushedWrites else { return }
        hasUnflushedWrites = true
        worker.unflushedServers.append(self)
    }

    var isWritable: Bool { stream.isWritable }

    /// Stops or resumes reading from the server.
    func setReading(_ reading: Bool) {
        stream.setReading(reading)
    }

    /// The exchange is over before its response was: nothing of this connection can be used again.
    func abandon() {
        exchange = nil
        close()
    }

    /// The client has closed its side of the tunnel: the server gets what is still to be sent, and the stream's end.
    ///
    /// It has as long as for a response to take it. What it says meanwhile is for nobody, and is read all the same: a
    /// connection closed with bytes unread would be reset, and the end of what was sent lost with it.
    func finishTunnel() {
        exchange = nil
        passOutput()
        stream.flush()
        deadline.set(worker.clock.monotonic() + pool.settings.responseTimeout)
        stream.setReading(true)
        stream.closeOutput { [self] in
            if isOpen { deadline.set(worker.clock.monotonic() + Self.lingerTime) }
        }
    }

    /// From here on bytes, both ways.
    private func beginTunnel() {
        isTunnel = true
    }

    private func passOutput() {
        guard output.readableBytes > 0 else { return }
        // Taken out first: the stream may say within `write` that it is full, and what follows may lead back here.
        var bytes = worker.buffers.hollow
        swap(&bytes, &output)
        stream.write(bytes)
        worker.buffers.give(&bytes)
    }

    // MARK: Stream events

    func streamReceived(_ bytes: consuming ByteBuffer) {
        worker.eventBegan()
        guard exchange != nil else {
            // Bytes that nobody asked for would be taken for the next response.
            if !isTunnel { close() }
            return
        }
        hasHeard = true
        if isTunnel {
            exchange?.tunnelBytesFromServer(bytes)
            return
        }
        if input.readableBytes == 0 { input = bytes } else { input.writeImmutableBuffer(bytes) }
        decode()
        keepInput()
        // A stream that has been closed meanwhile does not tell any more that reading has ended.
        if !stream.isOpen { worker.flush() }
    }

    /// What is left for later is copied out of the memory that the event loop receives into.
    private func keepInput() {
        guard !input.isHollow else { return }
        var kept = worker.buffers.hollow
        if input.readableBytes > 0 { kept.writeImmutableBuffer(input) }
        input = kept
    }

    func streamReadEnded() {
        worker.flush()
    }

    func streamWritabilityChanged() {
        worker.eventBegan()
        exchange?.serverWritabilityChanged(stream.isWritable)
        worker.flush()
    }

    func streamClosed(_ ending: StreamEnding) {
        worker.eventBegan()
        deadline.remove()
        pool.connectionClosed(self)
        guard let exchange else { return }
        if isTunnel {
            self.exchange = nil
            if ending == .orderly {
                exchange.tunnelClosedByServer()
            } else {
                exchange.serverFailed(.upstreamReset, heardNothing: false)
            }
        } else if framing?.body == .untilClose, ending == .orderly {
            endResponse(reusable: false)
        } else {
            fail(hasHeard ? .upstreamTruncated : .upstreamReset)
        }
        worker.flush()
    }

    // MARK: Decoding

    private func decode() {
        while let exchange, !isTunnel {
            guard body == nil ? decodeHead(for: exchange) : decodeBody(for: exchange) else { return }
        }
        guard isTunnel, input.readableBytes > 0, let exchange else { return }
        let early = input
        input = worker.buffers.hollow
        exchange.tunnelBytesFromServer(early)
    }

    /// True when something was decoded.
    private func decodeHead(for exchange: Exchange) -> Bool {
        switch decoder.decode(&input, into: &exchange.response, requestMethod: exchange.request.method) {
        case .needMore:
            return false
        case .fault(let kind):
            fail(kind)
            return false
        case .head(let framing):
            if exchange.response.isInterim {
                exchange.interimResponse()
            } else if framing.switchesProtocols {
                guard exchange.requestFraming.upgrade else {
                    fail(.badResponse)
                    return false
                }
                beginTunnel()
                exchange.protocolsSwitched(framing)
            } else {
                self.framing = framing
                body = BodyDecoder(framing.body, of: .response, limits: worker.runtime.configuration.limits)
                exchange.responseHead(framing)
            }
            return true
        }
    }

    private func decodeBody(for exchange: Exchange) -> Bool {
        guard let step = body?.next(&input) else { return false }
        switch step {
        case .needMore:
            return false
        case .data(let part):
            exchange.responseBody(part)
            return true
        case .fault:
            fail(.badResponse)
            return false
        case .end:
            // What follows the response was not asked for: such a connection is not used again.
            endResponse(reusable: framing?.keepAlive == true && input.readableBytes == 0)
            return false
        }
    }

    private func endResponse(reusable: Bool) {
        guard let exchange else { return }
        let trailers = body?.trailers
        self.exchange = nil
        framing = nil
        body = nil
        setReading(true)
        // Back in the pool first: the end of this exchange may begin the client's next one.
        if reusable && exchange.isRequestSent && isOpen {
            pool.release(self)
        } else {
            close()
        }
        exchange.upstreamDone(trailers: trailers)
    }

    private func fail(_ fault: FaultKind) {
        guard let exchange else { return }
        self.exchange = nil
        close()
        exchange.serverFailed(fault, heardNothing: !hasHeard)
    }
}
