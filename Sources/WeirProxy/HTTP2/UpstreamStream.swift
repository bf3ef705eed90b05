import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// One request to a server that speaks HTTP/2. Lives on the connection's event loop.
final class UpstreamStream: HTTP2Stream, ServerLink {
    /// Bytes of a request that wait for the server before no more is taken from the client, and below which it goes on.
    private static let highWater = 64 * 1024
    private static let lowWater = 16 * 1024

    private let session: UpstreamSession
    /// Nil once it is over, or has been given up.
    private var exchange: Exchange?
    /// Bytes of the response that the client does not take yet; at most the stream's window.
    private var waiting: ByteBuffer
    /// What comes behind `waiting`; nil: more of the body.
    private var waitingEnd: FieldBlock?
    private var isReading = true
    private var isPausedByWindow = false
    /// The session opens no further streams.
    private var isRefused = false
    /// A head of a response has come.
    private var hasHeard = false

    init(session: UpstreamSession) {
        self.session = session
        waiting = session.worker.buffers.hollow
        super.init(id: 0)
    }

    // MARK: ServerLink

    var isWritable: Bool { unsentBytes < Self.highWater }

    func begin(_ exchange: Exchange) {
        self.exchange = exchange
        let isOpened = session.http2.open(
            self, method: exchange.request.method, endsStream: !exchange.requestFraming.hasBody
        ) { exchange.writeRequestHead(isSecure: session.isSecure, into: $0) }
        session.touch()
        // All of a connection's stream numbers are used up, or it is ending: the request has not left.
        if !isOpened {
            isRefused = true
            session.call(self)
        }
    }

    func sendBody(_ part: ByteBuffer) {
        session.http2.send(part, on: self)
        session.touch()
        if !isWritable { isPausedByWindow = true }
    }

    func endRequest(trailers: FieldBlock) {
        guard exchange?.requestFraming.hasBody == true else { return }
        session.http2.end(self, trailers: trailers)
        session.touch()
    }

    func sendTunnel(_ part: ByteBuffer) {
        sendBody(part)
    }

    func endTunnelOutput() {
        session.http2.end(self, trailers: nil)
        session.touch()
    }

    func finishTunnel() {
        abandon()
    }

    func setReading(_ reading: Bool) {
        guard reading != isReading else { return }
        isReading = reading
        if reading, waiting.readableBytes > 0 || waitingEnd != nil { session.call(self) }
    }

    /// At the end of an event for which `UpstreamSession.call` was asked.
    func called() {
        if isRefused { fail(.streamRefused) } else if isReading { passWaiting() }
    }

    func abandon() {
        exchange = nil
        dropWaiting()
        session.http2.reset(self, .cancel)
        session.touch()
    }

    // MARK: From the server

    override func received(_ step: ResponseStep, _ head: inout ResponseHead) {
        guard let exchange else { return }
        switch step {
        case .needMore: break
        case .fault(let kind):
            session.http2.reset(self, .protocolError)
            fail(kind)
        case .head(let framing):
            hasHeard = true
            swap(&exchange.response, &head)
            if exchange.response.isInterim { exchange.interimResponse() } else { exchange.responseHead(framing) }
        }
    }

    override func received(_ part: ByteBuffer) {
        guard exchange != nil else { return session.http2.dropped(part.readableBytes) }
        guard isReading, waiting.readableBytes == 0 else {
            if waiting.isHollow { waiting = session.worker.buffers.take() }
            waiting.writeImmutableBuffer(part)
            return
        }
        pass(part)
    }

    /// What the client has room for gives the server credit for as much again.
    private func pass(_ part: ByteBuffer) {
        exchange?.responseBody(part)
        session.http2.consumed(part.readableBytes, of: self)
        session.touch()
    }

    private func passWaiting() {
        if waiting.readableBytes > 0 {
            var part = session.worker.buffers.hollow
            swap(&part, &waiting)
            pass(part)
        }
        if let end = waitingEnd, waiting.readableBytes == 0 { endResponse(end) }
    }

    private func dropWaiting() {
        waitingEnd = nil
        guard waiting.readableBytes > 0 else { return }
        session.http2.dropped(waiting.readableBytes)
        waiting.clear()
        session.worker.buffers.give(&waiting)
    }

    override func inputEnded(trailers: FieldBlock) {
        guard exchange != nil else { return }
        if waiting.readableBytes > 0 { waitingEnd = trailers } else { endResponse(trailers) }
    }

    private func endResponse(_ trailers: FieldBlock) {
        waitingEnd = nil
        guard let exchange else { return }
        self.exchange = nil
        // A server that has answered need not be sent the rest.
        if !exchange.isRequestSent { session.http2.reset(self, .cancel) }
        session.touch()
        exchange.upstreamDone(trailers: trailers.fields.isEmpty ? nil : trailers)
    }

    override func malformed() {
        fail(.badResponse)
    }

    override func outputMoved() {
        guard isPausedByWindow, unsentBytes < Self.lowWater else { return }
        isPausedByWindow = false
        exchange?.serverWritabilityChanged(true)
    }

    override func closed(_ code: HTTP2ErrorCode) {
        defer { session.streamEnded() }
        // The response is whole; the client has yet to take the rest of it.
        if waitingEnd != nil { return }
        if code == .refusedStream, !hasHeard {
            fail(.streamRefused)
        } else {
            fail(hasHeard ? .upstreamTruncated : .upstreamReset)
        }
        dropWaiting()
    }

    private func fail(_ kind: FaultKind) {
        guard let exchange else { return }
        self.exchange = nil
        exchange.serverFailed(kind, heardNothing: !hasHeard)
    }
}
