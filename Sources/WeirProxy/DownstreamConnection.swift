import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTLS
import WeirTelemetry

/// One client connection: a PROXY header where the listener takes one, TLS if it has it, then HTTP/1.1, one exchange
/// after the other, or HTTP/2, which `multiplexed` stands for. Lives on one event loop.
///
/// When deadlines fall due and what follows an exchange is for `ConnectionMachine` to say.
final class DownstreamConnection: StreamHandler {
    enum Transport {
        case plain
        case tls(TLSEngine)
    }

    /// Undecoded bytes beyond which nothing more is read from the client.
    static let inputLimit = 64 * 1024

    let worker: Worker
    let role: ListenerRole
    let facts: ConnectionFacts
    var machine: ConnectionMachine
    var transport: Transport
    let stream: any ByteStream
    /// Set once the client speaks HTTP/2.
    var multiplexed: DownstreamSession?
    /// The client's first bytes decide on the version.
    private var mayBeHTTP2: Bool
    /// The exchange under way, from the first byte of its head until it has been recorded.
    var exchange: Exchange?
    /// Decrypted bytes that have not been decoded yet.
    var input: ByteBuffer
    /// Clear-text bytes to be encrypted and written at the next flush.
    var output: ByteBuffer
    var hasUnflushedWrites = false
    private var isReading = true
    /// The exchange takes body bytes, or the tunnel does.
    var isBodyWanted = true
    /// How the response under way is delimited towards this client.
    var isResponseChunked = false
    /// The response under way ends where the connection does.
    var isResponseUntilClose = false
    var keepsAlive = true
    /// The last response was cut short: TLS must not say that all is well.
    var isCut = false
    /// Where `Worker` keeps this connection.
    var registryIndex = -1
    /// Where `TicketHolders` keeps this connection; -1: it does not.
    var holderIndex = -1
    /// The handshake has just been completed, and its ticket waits to be sent.
    var hasNewTicket = false
    /// Whether the client has sent anything at all.
    var hasReceived = false
    /// The body of a request to an internal service.
    var serviceBody: ByteBuffer
    private var decoder: RequestDecoder
    var body: BodyDecoder?
    private var isPumping = false
    let deadline: Deadline

    /// `begin` follows once the stream has begun.
    init(worker: Worker, listener: ListenerSetup, stream: any ByteStream) throws(TLSFailure) {
        self.worker = worker
        self.stream = stream
        input = worker.buffers.hollow
        output = worker.buffers.hollow
        serviceBody = worker.buffers.hollow
        facts = listener.facts(of: stream)
        role = listener.role
        mayBeHTTP2 = listener.acceptsPreface
        let settings = worker.runtime.configuration
        let isTrusted = facts.forwarding.isTrusted
        transport = if let tls = listener.tls { .tls(try TLSEngine(context: tls)) } else { .plain }
        machine = ConnectionMachine(
            secure: listener.tls != nil,
            proxyHeader: ProxyHeaderExpectation(listener.proxyHeader, isTrusted: isTrusted),
            timeouts: settings.timeouts, limits: settings.limits, now: worker.clock.monotonic())
        decoder = RequestDecoder(limits: settings.limits)
        deadline = Deadline(wheel: worker.deadlines)
        deadline.owner = self
    }

    /// The stream has begun.
    func begin() {
        worker.add(self)
        armDeadline()
        if let kind = machine.opened() { refuseConnection(kind) }
    }

    // MARK: Reading

    /// Decodes and serves as far as the bytes at hand go.
    func pump() {
        guard !isPumping else { return }
        isPumping = true
        repeat { process() } while input.readableBytes < Self.inputLimit && readPlaintext()
        isPumping = false
        if case .tls(let engine) = transport, engine.hasOutbound { sendOutbound() }
        if input.readableBytes == 0 { releaseInput() }
        updateReading()
        armDeadline()
    }

    /// What TLS has to say of itself goes out now. A ticket that came with the client's first request can wait for the
    /// answer a little, and shares its packet.
    private func sendOutbound() {
        if hasNewTicket, machine.phase == .exchanging { worker.holders.add(self) } else { touch() }
        hasNewTicket = false
    }

    /// An idle connection holds no memory for what it may receive.
    private func releaseInput() {
        switch transport {
        case .tls: worker.buffers.give(&input)
        case .plain: input = worker.buffers.hollow
        }
    }

    /// True when there is more to decode.
    private func readPlaintext() -> Bool {
        guard case .tls(let engine) = transport, machine.phase != .closed, engine.hasUnread else { return false }
        if input.readableBytes == 0 {
            // What was read out may still be on its way to the server: writing behind it would copy all of it.
            worker.buffers.give(&input)
            input = worker.buffers.take(capacity: min(engine.expectedBytes, Self.inputLimit))
        }
        switch engine.read(into: &input, limit: Self.inputLimit) {
        case .plaintext: return true
        case .handshakeCompleted: return handshakeCompleted(engine)
        case .needMore: return false
        case .closed: return clientSaidGoodbye()
        case .failed(let failure): return tlsFailed(failure, engine)
        }
    }

    private func process() {
        while input.readableBytes > 0 || body != nil {
            switch machine.phase {
            case .proxyHeader, .handshaking, .closed: return
            case .multiplexing: return passFrames()
            case .waiting where mayBeHTTP2: guard versionIsKnown() else { return }
            case .waiting where !stream.isWritable: return
            case .waiting, .readingHead: guard readHead() else { return }
            case .exchanging: guard readBody() else { return }
            case .tunnelling: return passTunnelBytes()
            case .lingering: return input.clear()
            }
        }
    }

    /// True when a whole head was there, good or bad.
    private func readHead() -> Bool {
        let exchange = self.exchange ?? beginHead()
        switch decoder.decode(&input, into: &exchange.request) {
        case .needMore:
            return false
        case .head(let framing):
            headCompleted(framing)
            if isAdmitted(exchange) { role.begin(exchange, framing, on: self) }
            return true
        case .refused(let kind, let framing):
            headCompleted(framing)
            if isAdmitted(exchange) { exchange.beginRefused(kind) }
            return true
        case .fault(let kind):
            machine.headCompleted(hasBody: true, now: worker.clock.monotonic())
            keepsAlive = false
            exchange.beginRefused(kind)
            return true
        }
    }

    private func headCompleted(_ framing: RequestFraming) {
        machine.headCompleted(hasBody: framing.hasBody, now: worker.clock.monotonic())
        keepsAlive = framing.keepAlive
        let limits = worker.runtime.configuration.limits
        body = framing.hasBody ? BodyDecoder(framing.body, of: .request, limits: limits) : nil
        // Until somebody is there to take it, the client need not hurry.
        isBodyWanted = false
        machine.bodyPaused()
    }

    /// False: the request is one too many, and has been refused.
    private func isAdmitted(_ exchange: Exchange) -> Bool {
        guard machine.admitRequest(now: worker.clock.monotonic()) else {
            exchange.beginRefused(.requestFlood)
            return false
        }
        return true
    }

    /// The first byte of a request is here.
    func beginHead() -> Exchange {
        machine.headBegan(now: worker.clock.monotonic())
        let exchange = worker.makeExchange(for: self)
        self.exchange = exchange
        return exchange
    }

    /// True when something was decoded.
    private func readBody() -> Bool {
        guard let exchange, isBodyWanted, let step = body?.next(&input) else { return false }
        switch step {
        case .needMore:
            return false
        case .data(let part):
            machine.bodyMoved(now: worker.clock.monotonic())
            role.body(part, exchange, on: self)
        case .end:
            let trailers = body?.trailers ?? FieldBlock()
            endBody()
            role.bodyEnded(trailers: trailers, exchange, on: self)
        case .fault(let kind):
            body = nil
            exchange.clientFailed(kind)
        }
        return true
    }

    private func endBody() {
        body = nil
        machine.requestEnded()
    }

    /// What is at hand of a body that nobody wants is dropped, so that a short one does not cost the connection.
    func dropBufferedBody() {
        while machine.phase == .exchanging, let step = body?.next(&input) {
            switch step {
            case .data: continue
            case .end: return endBody()
            case .needMore, .fault: return
            }
        }
    }

    /// False: more bytes are needed to tell.
    private func versionIsKnown() -> Bool {
        switch HTTP2Preface.judge(input.readableBytesView) {
        case .undecided: return false
        case .http2: multiplex()
        case .other: break
        }
        mayBeHTTP2 = false
        return true
    }

    private func passFrames() {
        let frames = input
        input = worker.buffers.hollow
        multiplexed?.receive(frames)
    }

    private func passTunnelBytes() {
        guard isBodyWanted, input.readableBytes > 0, let exchange else { return }
        let part = input
        input = worker.buffers.hollow
        machine.bodyMoved(now: worker.clock.monotonic())
        exchange.tunnelBytesFromClient(part)
    }

    /// Reads from the socket only while there is room for more.
    func updateReading() {
        let wanted = input.readableBytes < Self.inputLimit && (isBodyWanted || input.readableBytes == 0 || body == nil)
        guard wanted != isReading else { return }
        isReading = wanted
        stream.setReading(wanted)
    }

    // MARK: Stream events

    func streamReceived(_ bytes: consuming ByteBuffer) {
        worker.eventBegan()
        hasReceived = true
        if machine.phase == .lingering || machine.phase == .closed { return }
        if machine.phase == .proxyHeader { proxyHeaderReceived(bytes) } else { receive(bytes) }
    }

    /// The client's own bytes.
    func receive(_ bytes: consuming ByteBuffer) {
        switch transport {
        case .tls(let engine):
            engine.receive(bytes)
            pump()
        case .plain:
            if input.readableBytes == 0 { input = bytes } else { input.writeImmutableBuffer(bytes) }
            pump()
            keepInput()
        }
    }

    /// What is left for later is copied out of the memory that the event loop receives into.
    func keepInput() {
        guard input.readableBytes > 0 else { return }
        var copy = worker.buffers.take()
        copy.writeImmutableBuffer(input)
        input = copy
    }

    func streamReadEnded() {
        worker.flush()
    }

    func streamWritabilityChanged() {
        worker.eventBegan()
        let isWritable = stream.isWritable
        let now = worker.clock.monotonic()
        if machine.phase == .multiplexing {
            multiplexed?.writabilityChanged(isWritable, unsent: bufferedBytes)
        } else if isWritable {
            machine.sendResumed(now: now)
        } else {
            machine.sendStalled(unsent: bufferedBytes, now: now)
        }
        exchange?.clientWritabilityChanged(isWritable)
        armDeadline()
        // Requests that wait behind answers the client had not taken.
        if isWritable, machine.phase == .waiting { pump() }
        worker.flush()
    }

    func streamClosed(_ ending: StreamEnding) {
        worker.eventBegan()
        deadline.remove()
        let phase = machine.phase
        machine.closed()
        switch phase {
        case .exchanging, .readingHead: exchange?.clientFailed(.clientGone)
        case .tunnelling: endTunnel()
        case .proxyHeader: abandonProxyHeader(.badProxyHeader)
        case .handshaking: if hasReceived { abandonHandshake() }
        case .waiting, .multiplexing, .lingering, .closed: break
        }
        multiplexed?.connectionClosed()
        worker.remove(self)
        worker.flush()
    }
}
