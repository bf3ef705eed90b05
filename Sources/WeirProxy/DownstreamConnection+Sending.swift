import NIOCore
import WeirCore
import WeirHTTP
import WeirTLS

/// The client's end of an exchange, in HTTP/1.1.
extension DownstreamConnection: ExchangeClient {
    /// Below this size a part is copied behind the clear text already waiting, so that head and small body share one
    /// TLS record and one write.
    private static let gatherLimit = 16 * 1024

    var isWritable: Bool { stream.isWritable }

    func sendInterim(_ exchange: Exchange) {
        withOutput {
            ResponseWriter.writeInterim(exchange.response, clientVersion: exchange.request.version, into: &$0)
        }
    }

    func sendHead(_ exchange: Exchange, framing: ResponseFraming) {
        let facts = responseFacts(for: exchange)
        keepsAlive = facts.keepAlive
        let written = withOutput { ResponseWriter.write(exchange.response, framing: framing, facts: facts, into: &$0) }
        isResponseChunked = written == .chunked
        isResponseUntilClose = written == .untilClose
        if isResponseUntilClose { keepsAlive = false }
    }

    func sendBody(_ part: ByteBuffer) {
        guard isResponseChunked else { return send(part) }
        withOutput { ChunkWriter.begin(count: part.readableBytes, into: &$0) }
        send(part)
        withOutput { ChunkWriter.end(into: &$0) }
    }

    func sendEnd(trailers: FieldBlock?) {
        guard isResponseChunked else { return }
        withOutput { ChunkWriter.finish(trailers: trailers ?? FieldBlock(), into: &$0) }
    }

    func beginTunnel(_ exchange: Exchange, framing: ResponseFraming) {
        let facts = responseFacts(for: exchange)
        _ = withOutput { ResponseWriter.write(exchange.response, framing: framing, facts: facts, into: &$0) }
        isBodyWanted = true
        machine.tunnelBegan(now: worker.clock.monotonic())
        armDeadline()
        pump()
    }

    func sendTunnel(_ part: ByteBuffer) {
        machine.bodyMoved(now: worker.clock.monotonic())
        send(part)
    }

    func answer(_ response: LocalResponse, _ exchange: Exchange, fault: FaultKind?) -> Int {
        dropBufferedBody()
        if let fault, !Fault(fault).keepsConnection { keepsAlive = false }
        let facts = responseFacts(for: exchange)
        keepsAlive = facts.keepAlive
        withOutput { ResponseWriter.write(response, method: exchange.request.method, facts: facts, into: &$0) }
        return exchange.request.method == .head ? 0 : response.body.count
    }

    func setBodyWanted(_ wanted: Bool) {
        guard wanted != isBodyWanted else { return }
        isBodyWanted = wanted
        if wanted {
            machine.bodyMoved(now: worker.clock.monotonic())
            pump()
        } else {
            machine.bodyPaused()
            armDeadline()
        }
    }

    func exchangeEnded(_ ending: ExchangeEnding) {
        exchange = nil
        body = machine.isRequestComplete ? nil : body
        isBodyWanted = true
        switch ending {
        case .cut(let kind):
            cut(kind)
        case .answered:
            switch machine.exchangeEnded(keepAlive: keepsAlive, now: worker.clock.monotonic()) {
            case .nextRequest:
                pump()
            case .linger: linger()
            case .close: linger()
            }
        }
    }

    // MARK: Writing

    /// Encrypts and writes what is waiting. Called by the worker at the end of an event.
    func flush() {
        guard hasUnflushedWrites else { return }
        hasUnflushedWrites = false
        if machine.phase == .multiplexing { multiplexed?.flush() } else { passOutput() }
        stream.flush()
        if let multiplexed {
            multiplexed.sendQueued(unsent: bufferedBytes)
            armDeadline()
        } else {
            machine.sendQueued(unsent: bufferedBytes)
        }
    }

    /// Asks to be flushed.
    func touch() {
        guard !hasUnflushedWrites else { return }
        hasUnflushedWrites = true
        if machine.phase == .multiplexing {
            worker.unflushedMultiplexed.append(self)
        } else {
            worker.unflushedClients.append(self)
        }
    }

    /// Moves clear text through TLS, if there is any, into the stream.
    func passOutput() {
        if holderIndex >= 0 { worker.holders.remove(self) }
        // Taken out first: the stream may say within `write` that it is full, and what follows may lead back here.
        var bytes = worker.buffers.hollow
        swap(&bytes, &output)
        switch transport {
        case .plain:
            if bytes.readableBytes > 0 { stream.write(bytes) }
        case .tls(let engine):
            if bytes.readableBytes > 0 { try? engine.write(&bytes) }
            if let ciphertext = engine.takeOutbound() { stream.write(ciphertext) }
        }
        worker.buffers.give(&bytes)
    }

    private func send(_ part: ByteBuffer) {
        if output.readableBytes + part.readableBytes < Self.gatherLimit {
            withOutput { _ = $0.writeImmutableBuffer(part) }
            return
        }
        touch()
        switch transport {
        case .plain:
            passOutput()
            stream.write(part)
        case .tls(let engine):
            if output.readableBytes > 0, (try? engine.write(&output)) == nil { output.clear() }
            var part = part
            if (try? engine.write(&part)) == nil { exchange?.clientFailed(.clientGone) }
        }
    }

    private func withOutput<Result>(_ write: (inout ByteBuffer) -> Result) -> Result {
        if output.isHollow { output = worker.buffers.take() }
        touch()
        return write(&output)
    }

    private func responseFacts(for exchange: Exchange) -> ResponseFacts {
        var facts = ResponseFacts()
        facts.clientVersion = exchange.request.version
        // A request that is answered before it has been read to its end is the connection's last.
        facts.keepAlive = keepsAlive && machine.mayContinue && machine.isRequestComplete
        facts.date = worker.clock.date
        exchange.describeCookie(in: &facts)
        return facts
    }
}
