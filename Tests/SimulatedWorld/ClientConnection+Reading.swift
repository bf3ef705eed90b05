import NIOCore

@testable import SimulatedNetwork

/// What a client makes of what it receives.
extension ClientConnection {
    func received(_ part: ByteBuffer) {
        if let tunnel { return receivedInTunnel(part, tunnel) }
        reader.feed(part)
        while !isOver, tunnel == nil {
            switch reader.next(isBodyless: waiting.first?.isBodyless == true) {
            case .needMore: return
            case .head(let head): headReceived(head)
            case .body(let bytes): bodyReceived(bytes)
            case .end: answerEnded()
            case .broken(let what): return complain("received \(what)")
            }
        }
        if let tunnel, !isOver { receivedInTunnel(reader.takeRest(), tunnel) }
    }

    private func headReceived(_ head: MessageHead) {
        guard let request = waiting.first else {
            hasGoodbye = head.says("close")
            if harm != .garbage { complain("received an answer nobody asked for: \(head)") }
            return
        }
        world.note("head received", [number, request.number, head.status])
        if head.isInterim { return interimReceived(head, request) }
        request.status = head.status
        request.received = 0
        if head.says("close") { hasGoodbye = true }
        if request.isHTTP10, !head.says("keep-alive") { hasGoodbye = true }
        let origin = head.value("x-sim")
        if let origin {
            let words = origin.split(separator: " ").map(String.init)
            guard words.count == 2, words[0] == String(request.number), let server = ServerName(words[1]) else {
                return complain("request \(request.number) got the answer to \(origin)")
            }
            request.answeredBy = server
        } else if !(300..<600).contains(head.status), !(request.method == "OPTIONS" && head.status == 204) {
            complain("request \(request.number) was answered \(head.status), and by no server")
        }
        rememberCookie(head, request)
        if head.status == 101 { beginTunnel(request) }
    }

    private func interimReceived(_ head: MessageHead, _ request: SimulatedRequest) {
        if request.isHTTP10 { complain("an HTTP/1.0 client got \(head.status)") }
        if head.status == 100 {
            world.coverage.note(.continued)
            releaseBody(of: request)
        } else {
            world.coverage.note(.interim)
        }
    }

    private func rememberCookie(_ head: MessageHead, _ request: SimulatedRequest) {
        for value in head.values("set-cookie") where value.hasPrefix("SERVERID=") {
            guard let server = request.answeredBy else {
                complain("request \(request.number) got a cookie with an answer of Weir's own")
                continue
            }
            client.remember(String(value.dropFirst(9).prefix { $0 != ";" }), from: server)
        }
    }

    private func bodyReceived(_ bytes: ByteBuffer) {
        guard let request = waiting.first else { return }
        defer { request.received += bytes.readableBytes }
        guard let server = request.answeredBy else { return }
        let pattern = AnswerBody.pattern(request: request.number, server: server)
        if !pattern.matches(bytes, at: request.received) {
            complain(
                "got another body for request \(request.number): \(pattern.difference(bytes, at: request.received))")
        }
    }

    private func answerEnded() {
        guard let request = waiting.first else { return }
        waiting.removeFirst()
        request.answers += 1
        lastAnswered = world.loop.now
        world.note("answer complete", [number, request.number, request.status, request.received])
        if let server = request.answeredBy, !request.isBodyless, request.received != request.answerLength,
            request.status != 204, request.status != 304
        {
            complain(
                "request \(request.number) got \(request.received) bytes of \(request.answerLength) from \(server)")
        }
        noteKind(ofAnswerTo: request)
        // A body that was never sent leaves the connection without a next request; one under way goes on.
        if isHoldingBody(of: request) { return close() }
        if hasGoodbye {
            if client.draw.chance(50), remote.ending == nil, request.isSentWhole { close() }
        } else {
            continueSending(after: manners.think)
        }
        if client.next == nil, waiting.isEmpty, hasSentAll { close() }
    }

    private func noteKind(ofAnswerTo request: SimulatedRequest) {
        if request.received >= 100_000 { world.coverage.note(.largeResponse) }
        if !request.isSentWhole { world.coverage.note(.earlyAnswer) }
        if !reader.trailers.isEmpty { world.coverage.note(.responseTrailers) }
    }

    // MARK: Tunnels

    private func beginTunnel(_ request: SimulatedRequest) {
        guard let plan = request.tunnel else { return complain("request \(request.number) got a tunnel unasked") }
        tunnel = request
        world.coverage.note(.tunnel)
        sendTunnel(BodyPattern(request.number).bytes(from: 0, count: plan.up))
    }

    private func receivedInTunnel(_ bytes: ByteBuffer, _ request: SimulatedRequest) {
        guard let server = request.answeredBy else { return }
        let pattern = AnswerBody.pattern(request: request.number, server: server)
        if !pattern.matches(bytes, at: request.tunnelReceived) {
            complain("the tunnel of request \(request.number) differs after byte \(request.tunnelReceived)")
        }
        request.tunnelReceived += bytes.readableBytes
        leaveTunnelIfComplete()
    }

    /// Closes once both sides have said everything, where that is the client's part.
    func leaveTunnelIfComplete() {
        guard !isOver, let request = tunnel, let plan = request.tunnel, plan.isClosedByClient, hasSentAll,
            request.tunnelReceived >= plan.down
        else { return }
        request.answers += 1
        waiting.removeAll()
        world.coverage.note(.tunnelClosedByClient)
        close()
    }

    // MARK: The end

    func streamEnded(_ ending: RemoteEnd.Ending) {
        world.note("stream ended", [number, ending == .finished ? 0 : 1, waiting.count, waiting.first?.received ?? 0])
        if let tunnel, let request = waiting.first, request === tunnel {
            endOfTunnel(tunnel, ending)
        } else if reader.finish(), ending == .finished, waiting.first?.status ?? 0 >= 200 {
            // A body that lasts until the connection ends: if it is not whole, the client cannot tell.
            if let request = waiting.first,
                harm == nil && !request.wasHarmed || request.received == request.answerLength
            {
                answerEnded()
            }
        }
        // A reset takes with it what had not been read.
        if let request = waiting.first, request.status >= 200 || ending == .reset, tunnel == nil {
            request.isCutShort = true
        }
        guard !isOver else { return }
        remote.close()
        end()
    }

    private func endOfTunnel(_ request: SimulatedRequest, _ ending: RemoteEnd.Ending) {
        waiting.removeFirst()
        guard ending == .finished else {
            request.isCutShort = true
            return
        }
        request.answers += 1
        world.coverage.note(.tunnelClosedByServer)
    }

    private func complain(_ what: String) {
        world.complain("connection \(number) \(what)")
    }
}
