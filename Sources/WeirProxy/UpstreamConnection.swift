import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One connection to a server: HTTP/1.1 from the client's end. Lives on one event loop.
///
/// Serves one exchange at a time, between them it waits in its pool.
final class UpstreamConnection: ServerLink, StreamHandler, DeadlineOwner {
    /// Below this size a body part is copied behind what is already waiting to be written; from it on, which is a whole
    /// record of TLS, it goes by reference.
    private static let gatherLimit = 16 * 1024
    /// Nanoseconds that a server has to close its end after a tunnel.
    private static let lingerTime: Int64 = 2_000_000_000

    let pool: ServerPool
    /// The client connection that this one alone serves, and that the server was told of; nil: any.
    let client: ConnectionFacts?
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

    init(pool: ServerPool, stream: any ByteStream, client: ConnectionFacts?) {
        self.pool = pool
        self.client = client
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

    /// Tells the server whom the connection is for, if it is to be told. Comes before everything else.
    func announceClient() {
        guard let client, let announcement = pool.settings.announcement else { return }
        var header = ByteBuffer()
        ProxyHeaderWriter.write(client.proxyHeader, as: announcement, tls: client.tls, into: &header)
        stream.write(header)
        touch()
    }

    // MARK: For the exchange

    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        exchanges += 1
        idleSince = nil
        deadline.clear()
        hasHeard = false
        framing = nil
        body = nil
        withOutput { exchange.writeRequestHead(into: &$0) }
    }

    private func withOutput(_ write: (inout ByteBuffer) -> Void) {
        if output.isHollow { output = worker.buffers.take() }
        write(&output)
        touch()
    }

    func sendBody(_ part: ByteBuffer) {
        guard exchange?.requestFraming.body == .chunked else { return write(part) }
        withOutput { ChunkWriter.begin(count: part.readableBytes, into: &$0) }
        write(part)
        withOutput { ChunkWriter.end(into: &$0) }
    }

    func endRequest(trailers: FieldBlock) {
        guard exchange?.requestFraming.body == .chunked else { return }
        withOutput { ChunkWriter.finish(trailers: trailers, into: &$0) }
    }

    func sendTunnel(_ part: ByteBuffer) {
        write(part)
    }

    /// A part of the request's body or of a tunnel, already framed.
    private func write(_ part: ByteBuffer) {
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

    func setReading(_ reading: Bool) {
        stream.setReading(reading)
    }

    /// Nothing of this connection can be used again.
    func abandon() {
        exchange = nil
        close()
    }

    /// The server has as long as for a response to take it. What it says meanwhile is for nobody, and is read all the
    /// same: a connection closed with bytes unread would be reset, and the end of what was sent lost with it.
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

    func endTunnelOutput() {
        passOutput()
        stream.flush()
        stream.closeOutput(nil)
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
            } else if !exchange.accepts(framing) {
                fail(.badResponse)
                return false
            } else if framing.switchesProtocols {
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
