import WeirCore
import WeirHTTP
import WeirModel

/// What is written down as the exchange goes.
extension Exchange {
    /// The client's address as the log and the servers are to see it, and the request's id.
    func identify() {
        let facts = client.facts
        if facts.isPeerTrusted, let peer = facts.peer {
            let believed = worker.resolveClient(peer: peer, request: request, listener: facts.listener)
            clientAddress = believed
            record.client = believed.description
        } else {
            clientAddress = facts.peer
            record.client = facts.peerText
        }
        record.listener = facts.listener
        record.tls = facts.tls
        identifyRequest(isTrusted: facts.isPeerTrusted)
    }

    /// A trusted proxy's id is kept, so that one request has one id along its way.
    private func identifyRequest(isTrusted: Bool) {
        if isTrusted, let field = request.block.first(.xRequestID) {
            let value = request.block.fields[field].value
            if (1...128).contains(value.count) {
                record.id = Array(request.block.bytes[value.range])
                return
            }
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

    func noteAttemptFault(_ kind: FaultKind, in server: ServerState?, timeouts: UpstreamTimeouts) {
        withAttempt { $0.fault = kind }
        let charged: Duration? =
            switch kind {
            case .connectRefused, .connectFailed, .connectTimeout: timeouts.connect
            case .responseTimeout: timeouts.response
            default: nil
            }
        guard let charged, let server else { return }
        server.observeFailure(timeoutMicroseconds: charged.nanoseconds / 1000, now: worker.now())
    }

    func noteResponseHead(from server: ServerState?, since started: Int64) {
        let now = worker.now()
        record.firstByte = now.monotonic
        record.status = response.status
        withAttempt { $0.status = response.status }
        server?.observe(firstByteMicroseconds: (now.monotonic - started) / 1000, now: now)
    }
}
