import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One request of an HTTP/2 client: the client's end of an exchange. Lives on the connection's event loop.
///
/// When its deadlines fall due is for a `ConnectionMachine` to say: a stream is what a connection is in HTTP/1.1.
final class DownstreamStream: HTTP2Stream, ExchangeClient {
    /// Bytes of a response that wait for the client before no more is read from the server, and below which it goes on.
    private static let highWater = 64 * 1024
    private static let lowWater = 16 * 1024

    /// Owns this stream as long as it is open.
    private unowned var session: DownstreamSession
    private let worker: Worker
    private var exchange: Exchange?
    private var machine: ConnectionMachine
    /// Bytes of the request's body that nobody has taken yet; at most the stream's window.
    private var waiting: ByteBuffer
    /// What comes behind `waiting`; nil: more of the body.
    private var waitingEnd: FieldBlock?
    private var isBodyWanted = false
    private var input = Input.none
    private var received = 0
    /// The response's head said that no body follows.
    private var isOutputEnded = false
    private var isPausedByWindow = false
    private let deadline: Deadline

    /// What comes behind the head.
    private enum Input {
        /// Nothing, or nothing more. Final.
        case none
        /// Next: none.
        case body
        /// Bytes of a tunnel, once it stands. Next: none.
        case tunnel
    }

    init(id: Int32, session: DownstreamSession) {
        self.session = session
        worker = session.worker
        waiting = worker.buffers.hollow
        machine = session.guards.stream
        deadline = Deadline(wheel: worker.deadlines)
        super.init(id: id)
        deadline.owner = self
    }

    /// Made ready for another request, perhaps of another client; it must be closed.
    func renew(id: Int32, session: DownstreamSession) {
        renew(id: id)
        self.session = session
        machine = session.guards.stream
        waitingEnd = nil
        isBodyWanted = false
        input = .none
        received = 0
        isOutputEnded = false
        isPausedByWindow = false
    }

    // MARK: From the client

    override func received(_ step: RequestStep, _ head: inout RequestHead) {
        guard exchange == nil else { return }
        let exchange = worker.makeExchange(for: self)
        self.exchange = exchange
        swap(&exchange.request, &head)
        switch step {
        case .needMore: break
        case .head(let framing):
            headCompleted(hasBody: framing.hasBody)
            guard session.admitRequest() else { return exchange.beginRefused(.requestFlood) }
            if framing.upgrade == .webSocket { input = .tunnel }
            begin(exchange, framing)
        case .refused(let kind, let framing):
            headCompleted(hasBody: framing.hasBody)
            exchange.beginRefused(session.admitRequest() ? kind : .requestFlood)
        case .fault(let kind):
            headCompleted(hasBody: !isInputEnded)
            exchange.beginRefused(kind)
        }
    }

    private func headCompleted(hasBody: Bool) {
        let now = worker.clock.monotonic()
        input = hasBody ? .body : .none
        machine.headBegan(now: now)
        machine.headCompleted(hasBody: hasBody, now: now)
        // Until somebody is there to take it, the client need not hurry.
        machine.bodyPaused()
    }

    private func begin(_ exchange: Exchange, _ framing: RequestFraming) {
        switch session.role {
        case .proxy: exchange.begin(framing)
        case .redirectToHTTPS(let port): exchange.beginRedirectToHTTPS(port: port, framing)
        // Services are not offered over HTTP/2.
        case .service: exchange.beginRefused(.internalError)
        }
    }

    override func received(_ part: ByteBuffer) {
        received += part.readableBytes
        guard let exchange, input != .none else { return session.http2.dropped(part.readableBytes) }
        if input == .body, let limit = worker.runtime.configuration.limits.bodyBytes, received > limit {
            session.http2.dropped(part.readableBytes)
            return exchange.clientFailed(.bodyTooLarge)
        }
        if takesInput, waiting.readableBytes == 0 { return pass(part, to: exchange) }
        if waiting.isHollow { waiting = worker.buffers.take() }
        waiting.writeImmutableBuffer(part)
    }

    /// Whether what comes can be passed on: what comes for a tunnel waits until that stands.
    private var takesInput: Bool {
        switch input {
        case .none: false
        case .body: isBodyWanted
        case .tunnel: isBodyWanted && machine.phase == .tunnelling
        }
    }

    /// What has been passed on gives the client credit for as much again.
    private func pass(_ part: ByteBuffer, to exchange: Exchange) {
        machine.bodyMoved(now: worker.clock.monotonic())
        armDeadline()
        if input == .tunnel { exchange.tunnelBytesFromClient(part) } else { exchange.requestBody(part) }
        session.http2.consumed(part.readableBytes, of: self)
        session.touch()
    }

    override func inputEnded(trailers: FieldBlock) {
        guard input != .none, exchange != nil else { return }
        let tunnelIsToCome = input == .tunnel && machine.phase != .tunnelling
        if tunnelIsToCome || waiting.readableBytes > 0 { waitingEnd = trailers } else { endInput(trailers) }
    }

    private func endInput(_ trailers: FieldBlock) {
        waitingEnd = nil
        let ended = input
        input = .none
        if ended == .tunnel { exchange?.tunnelInputEnded() }
        guard ended == .body else { return }
        machine.requestEnded()
        armDeadline()
        exchange?.requestEnded(trailers: trailers)
    }

    func setBodyWanted(_ wanted: Bool) {
        guard wanted != isBodyWanted else { return }
        isBodyWanted = wanted
        guard wanted else {
            machine.bodyPaused()
            return armDeadline()
        }
        if input == .body { machine.bodyMoved(now: worker.clock.monotonic()) }
        armDeadline()
        passWaiting()
    }

    private func passWaiting() {
        guard let exchange, takesInput else { return }
        if waiting.readableBytes > 0 {
            var part = worker.buffers.hollow
            swap(&part, &waiting)
            pass(part, to: exchange)
        }
        if let end = waitingEnd, waiting.readableBytes == 0 { endInput(end) }
    }

    private func dropWaiting() {
        session.http2.dropped(waiting.readableBytes)
        waiting.clear()
        worker.buffers.give(&waiting)
    }

    // MARK: From the library

    override func malformed() {
        exchange?.clientFailed(.badRequest)
    }

    override func outputMoved() {
        if unsentBytes < Self.lowWater, isPausedByWindow {
            isPausedByWindow = false
            machine.sendResumed(now: worker.clock.monotonic())
            armDeadline()
            exchange?.clientWritabilityChanged(true)
        } else if exchange == nil, unsentBytes == 0 {
            settle()
        } else if unsentBytes == 0, machine.isSendStalled {
            machine.sendResumed(now: worker.clock.monotonic())
            armDeadline()
        }
    }

    /// The exchange is over. The client has to take what waits; one that still sends its request is left a moment to
    /// see the answer before it is asked to stop (RFC 9113 §8.1): some take that for a failure.
    private func settle() {
        if unsentBytes > 0 { return noteStall() }
        guard !isInputEnded, !isClosed, id > 0 else { return deadline.clear() }
        machine.lingered(now: worker.clock.monotonic())
        armDeadline()
    }

    override func closed(_ code: HTTP2ErrorCode) {
        let phase = machine.phase
        machine.closed()
        if phase != .closed { session.streamClosed() }
        if waiting.readableBytes > 0 { dropWaiting() }
        exchange?.clientFailed(code == .cancel && session.machine.phase == .ended ? .clientGone : .clientReset)
        deadline.remove()
        worker.recycle(self)
    }

    // MARK: Endings

    /// Ends the exchange that is under way. False: none is.
    func fail(_ kind: FaultKind) -> Bool {
        guard let exchange else { return false }
        exchange.clientFailed(kind)
        return true
    }

    /// Writes a connection's fault down that no request is to be blamed for.
    func refuse(_ kind: FaultKind) {
        let exchange = worker.makeExchange(for: self)
        exchange.request.version = .http2
        exchange.beginRefused(kind)
    }

    // MARK: ExchangeClient

    var facts: ConnectionFacts { session.facts }
    var isWritable: Bool { !isClosed && unsentBytes < Self.highWater }

    func sendInterim(_ exchange: Exchange) {
        session.http2.send(self, isInterim: true, endsStream: false) {
            HTTP2ResponseWriter.writeInterim(exchange.response, into: $0)
        }
        session.touch()
    }

    func sendHead(_ exchange: Exchange, framing: ResponseFraming) {
        let facts = responseFacts(for: exchange)
        isOutputEnded = framing.body == .none || framing.body == .length(0)
        session.http2.send(self, endsStream: isOutputEnded) {
            HTTP2ResponseWriter.write(exchange.response, framing: framing, facts: facts, into: $0)
        }
        session.touch()
    }

    func sendBody(_ part: ByteBuffer) {
        // What was here before has had its turn: the client's windows are shut.
        let isBlocked = unsentBytes > 0
        session.http2.send(part, on: self)
        session.touch()
        machine.sendQueued(unsent: unsentBytes)
        if !isWritable { isPausedByWindow = true }
        if isBlocked || isPausedByWindow, !machine.isSendStalled { noteStall() }
    }

    func sendEnd(trailers: FieldBlock?) {
        guard !isOutputEnded else { return }
        isOutputEnded = true
        session.http2.end(self, trailers: trailers)
        session.touch()
    }

    func beginTunnel(_ exchange: Exchange, framing: ResponseFraming) {
        let facts = responseFacts(for: exchange)
        session.http2.send(self, endsStream: false) {
            HTTP2ResponseWriter.writeTunnel(exchange.response, facts: facts, into: $0)
        }
        session.touch()
        machine.tunnelBegan(now: worker.clock.monotonic())
        isBodyWanted = true
        armDeadline()
        passWaiting()
    }

    func sendTunnel(_ part: ByteBuffer) {
        machine.bodyMoved(now: worker.clock.monotonic())
        armDeadline()
        sendBody(part)
    }

    func answer(_ response: LocalResponse, _ exchange: Exchange, fault: FaultKind?) -> Int {
        guard id > 0, !isClosed else { return 0 }
        let facts = responseFacts(for: exchange)
        let method = exchange.request.method
        let hasBody =
            (response.status >= 200 && method != .head && !response.body.isEmpty)
            && response.status != 204 && response.status != 304
        session.http2.send(self, endsStream: !hasBody) {
            _ = HTTP2ResponseWriter.write(response, method: method, facts: facts, into: $0)
        }
        isOutputEnded = true
        session.touch()
        guard hasBody else { return 0 }
        session.http2.send(ByteBuffer(bytes: response.body), on: self)
        session.http2.end(self, trailers: nil)
        return response.body.count
    }

    func exchangeEnded(_ ending: ExchangeEnding) {
        exchange = nil
        isPausedByWindow = false
        if waiting.readableBytes > 0 { dropWaiting() }
        waitingEnd = nil
        end(ending)
        session.touch()
        settle()
    }

    private func end(_ ending: ExchangeEnding) {
        let isTunnel = machine.phase == .tunnelling
        switch ending {
        case .answered: if isTunnel { session.http2.end(self, trailers: nil) }
        case .cut(let kind):
            guard id > 0 else { return }
            // What was sent before gets to a client that takes it.
            if kind == .sendTimeout { return session.http2.reset(self, HTTP2ErrorCode(kind)) }
            // RFC 9113 §8.5.
            let isConnectError = isTunnel && Fault(kind).side == .upstream
            session.http2.cut(self, isConnectError ? .connectError : HTTP2ErrorCode(kind))
        }
    }

    private func responseFacts(for exchange: Exchange) -> ResponseFacts {
        var facts = ResponseFacts()
        facts.clientVersion = .http2
        facts.date = worker.clock.date
        exchange.describeCookie(in: &facts)
        return facts
    }
}

extension DownstreamStream: DeadlineOwner {
    private func armDeadline() {
        if let due = machine.deadline { deadline.set(due) } else { deadline.clear() }
    }

    /// The client has as long as for a part of a body to take some of what waits.
    private func noteStall() {
        machine.sendStalled(unsent: unsentBytes, now: worker.clock.monotonic())
        armDeadline()
    }

    func deadlinePassed(now: Int64) {
        switch machine.deadlinePassed(unsent: unsentBytes, now: now) {
        case .none: armDeadline()
        case .close: session.http2.reset(self, .noError)
        case .fail(let kind):
            if let exchange {
                exchange.clientFailed(kind)
            } else {
                session.countAbuse(kind)
                session.http2.reset(self, .cancel)
            }
        }
        session.touch()
        worker.flush()
    }
}

extension HTTP2ErrorCode {
    /// What a client is told whose response is not whole.
    init(_ kind: FaultKind) {
        self =
            switch kind {
            case .resetFlood, .continuationFlood, .settingsFlood, .pingFlood, .emptyFrameFlood,
                .windowUpdateFlood, .requestFlood, .headerTooLarge:
                .enhanceYourCalm
            case .badRequest, .plainHTTPOnTLS, .uriTooLong, .bodyTooLarge, .unsupportedVersion, .methodNotAllowed,
                .expectationFailed, .unsupportedProtocol, .protocolError, .tlsHandshake, .badProxyHeader,
                .proxyHeaderTimeout, .untrustedProxy:
                .protocolError
            case .headTimeout, .bodyTimeout, .sendTimeout, .clientGone, .clientReset, .tunnelIdle, .draining: .cancel
            case .noRoute, .noWeight, .noServer, .pinnedDown, .serverBusy, .connectRefused, .connectTimeout,
                .connectFailed, .upstreamTLS, .responseTimeout, .upstreamReset, .upstreamTruncated, .badResponse,
                .streamRefused,
                .internalError:
                .internalError
            }
    }
}
