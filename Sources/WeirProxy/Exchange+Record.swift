import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// What is written down as the exchange goes.
extension Exchange {
    /// The client's address as the log and the servers are to see it, and the request's id.
    func identify() {
        let facts = client.facts
        if facts.forwarding.isTrusted, let peer = facts.peer {
            let believed = worker.resolveClient(peer: peer, request: request, listener: facts.listener)
            clientAddress = believed
            record.client = Array(believed.description.utf8)
        } else {
            clientAddress = facts.peer
            record.client = facts.forwarding.peer
        }
        record.listener = facts.listener
        record.tls = facts.tls
        identifyRequest(isTrusted: facts.forwarding.isTrusted)
    }

    /// Settings of the upstream that was chosen.
    var upstreamSettings: Upstream? {
        record.plan.upstream.map { worker.runtime.configuration.upstreams[$0] }
    }

    /// The affinity settings in force for this exchange's cookie; nil: none is set here.
    private var affinity: Affinity? {
        worker.runtime.snapshot.affinity(for: record.plan)
    }

    /// What the response's head needs to know of the affinity cookie.
    func describeCookie(in facts: inout ResponseFacts) {
        guard let affinity else { return }
        if !setCookie.isEmpty {
            facts.setCookie = setCookie
            facts.makesPrivate = true
        }
        if !affinity.preserve { facts.hiddenCookie = worker.cookieName(affinity) }
    }

    /// Writes the request's head as the server gets it.
    func writeRequestHead(into output: inout ByteBuffer) {
        RequestWriter.write(request, framing: requestFraming, facts: forwardingFacts, into: &output)
    }

    /// Writes the request's head as a server gets it that speaks HTTP/2.
    func writeRequestHead(isSecure: Bool, into list: HTTP2FieldList) {
        var scratch = worker.buffers.take()
        HTTP2RequestWriter.write(
            request, framing: requestFraming, facts: forwardingFacts, isSecure: isSecure, scratch: &scratch, into: list)
        worker.buffers.give(&scratch)
    }

    private var forwardingFacts: ForwardingFacts {
        var facts = ForwardingFacts(peer: client.facts.forwarding)
        facts.client = record.client
        facts.requestID = record.id
        if let webSocket { facts.webSocketKey = webSocket.key }
        facts.writesForwarded = worker.runtime.configuration.forwarded
        if let affinity, !affinity.preserve { facts.hiddenCookie = worker.cookieName(affinity) }
        return facts
    }

    /// A trusted proxy's id is kept, so that one request has one id along its way.
    private func identifyRequest(isTrusted: Bool) {
        if isTrusted, let received = WeirHTTP.RequestID.received(in: request.block) {
            record.id.append(contentsOf: request.block.bytes[received.range])
            return
        }
        worker.appendRequestID(at: record.started, to: &record.id)
    }

    /// The attempt that is under way; nil before the first.
    private func withAttempt(_ change: (inout Attempt) -> Void) {
        guard !record.attempts.isEmpty else { return }
        change(&record.attempts[record.attempts.count - 1])
    }

    func noteLeased(reused: Bool, since started: Int64) {
        let elapsed = reused ? 0 : worker.clock.monotonic() - started
        withAttempt {
            $0.reused = reused
            $0.connect = elapsed
        }
    }

    func noteAttemptFault(_ kind: FaultKind, at pool: ServerPool?, since started: Int64) {
        let elapsed = worker.clock.monotonic() - started
        withAttempt {
            $0.fault = kind
            if kind.isConnectFailure { $0.connect = elapsed }
        }
        guard let pool, kind.isConnectFailure || kind == .responseTimeout else { return }
        let charged = kind.isConnectFailure ? pool.settings.connectTimeout : pool.settings.responseTimeout
        // A client that waits less long than the server may take says nothing about the server.
        guard kind.isConnectFailure || elapsed >= charged else { return }
        pool.state.observeFailure(timeoutMicroseconds: charged / 1000, now: worker.now)
    }

    func noteResponseHead(from server: ServerState?, since started: Int64) {
        let now = worker.now
        record.firstByte = now.monotonic
        record.status = response.status
        withAttempt { $0.status = response.status }
        server?.observe(firstByteMicroseconds: (now.monotonic - started) / 1000, now: now)
    }
}
