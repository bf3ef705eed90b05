import NIOCore
import WeirCore
import WeirTLS
import WeirTelemetry

/// How a client connection ends: deadlines, drains, goodbyes and cuts.
extension DownstreamConnection {
    func armDeadline() {
        let due = machine.phase == .multiplexing ? multiplexed?.machine.deadline : machine.deadline
        if let due { deadline.set(due) } else { deadline.clear() }
    }

    /// The process stops: idle connections close at once, the others after their response.
    func drain() {
        if machine.drain() { closeWhenSent() }
        multiplexed?.leave()
    }

    /// The process ends now: what is under way is refused, or cut short if its answer has begun.
    func stop() {
        exchange?.clientFailed(.draining)
        multiplexed?.stop()
        flush()
        closeNow()
    }

    /// Closes an idle connection, but not before the client has taken the end of the last answer.
    func closeWhenSent() {
        if bufferedBytes > 0 { linger() } else { closeNow() }
    }

    /// Closes without waiting for anything; says goodbye in TLS.
    func closeNow() {
        guard machine.phase != .closed else { return }
        machine.closed()
        sayGoodbye()
        stream.close()
    }

    /// Cuts the connection so that the client can tell that the response is not whole: no close_notify. What is whole
    /// before it gets to a client that is slow, or still sending: only one that takes nothing, or has gone, is not
    /// waited for.
    func cut(_ kind: FaultKind) {
        guard machine.phase != .closed else { return }
        isCut = true
        if isResponseUntilClose, case .plain = transport { return resetNow() }
        if Fault(kind).leavesClientListening { return linger() }
        machine.closed()
        passOutput()
        stream.flush()
        stream.close()
    }

    /// Nothing but a reset tells a client that the end of the stream is not the end of the response.
    private func resetNow() {
        machine.closed()
        passOutput()
        stream.flush()
        stream.reset()
    }

    private func sayGoodbye() {
        putGoodbye()
        stream.flush()
    }

    private func putGoodbye() {
        guard !isCut, case .tls(let engine) = transport else { return }
        engine.shutdown()
        passOutput()
    }

    /// Says goodbye once all is written, and reads on for a moment so that no reset destroys the last answer.
    func linger() {
        guard machine.phase != .closed, machine.phase != .lingering else { return }
        machine.lingered(now: worker.clock.monotonic(), unsent: .max)
        input.clear()
        body = nil
        passOutput()
        putGoodbye()
        // Not flushed before: the stream's end goes out with the last bytes.
        stream.closeOutput { [self] in
            machine.lingered(now: worker.clock.monotonic())
            armDeadline()
        }
        if machine.isSendStalled { machine.lingered(now: worker.clock.monotonic(), unsent: bufferedBytes) }
        updateReading()
        armDeadline()
    }

    /// In a tunnel, the end of the stream is an orderly end unless TLS says that something was cut off.
    func endTunnel() {
        if case .tls(let engine) = transport, engine.inputClosed() == .truncated {
            exchange?.clientFailed(.clientGone)
        } else {
            closeTunnel()
        }
    }

    /// The client has sent all it will; the server gets the rest of it.
    func closeTunnel() {
        if input.readableBytes > 0 {
            let rest = input
            input = worker.buffers.hollow
            exchange?.tunnelBytesFromClient(rest)
        }
        exchange?.tunnelClosedByClient()
    }

    /// Bytes written but not yet taken by the socket.
    var bufferedBytes: Int { stream.bufferedBytes }
}

extension DownstreamConnection: DeadlineOwner {
    func deadlinePassed(now: Int64) {
        let unsent = bufferedBytes
        if machine.phase == .multiplexing { return sessionDeadlinePassed(unsent, now) }
        let phase = machine.phase
        switch machine.deadlinePassed(unsent: unsent, now: now) {
        case .none: break
        case .close: closeNow()
        case .fail(let kind):
            if phase == .proxyHeader {
                abandonProxyHeader(kind)
            } else if phase == .handshaking {
                countHandshake(.timeout)
                if hasReceived { refuseConnection(kind) } else { closeNow() }
            } else if let exchange {
                if phase == .readingHead { keepsAlive = false }
                exchange.clientFailed(kind)
            } else {
                // The last answer has been written down as complete, but was not taken.
                worker.metrics.abuse(listener: facts.listener, kind)
                closeNow()
            }
        }
        armDeadline()
        worker.flush()
    }

    private func sessionDeadlinePassed(_ unsent: Int, _ now: Int64) {
        multiplexed?.deadlinePassed(unsent: unsent, now: now)
        armDeadline()
        worker.flush()
    }
}
