import WeirCore
import WeirModel
import WeirTLS
import WeirTelemetry

/// The TLS side of a client connection: what the engine reports, and what becomes of connections that it refuses.
extension DownstreamConnection {
    func handshakeCompleted(_ engine: TLSEngine) -> Bool {
        machine.handshakeCompleted(now: worker.clock.monotonic())
        guard let session = engine.session else { return false }
        let version = session.version.rawValue
        let logged = AccessLine.session(
            version: version, cipher: session.cipher, sni: session.serverName, resumed: session.resumed)
        let record = TLSRecord(
            version: version, cipher: session.cipher, sni: session.serverName, resumed: session.resumed,
            applicationProtocol: session.applicationProtocol, logged: logged)
        facts.tls = record
        hasNewTicket = session.version == .v1_3
        if let listener = facts.listener { worker.metrics.tlsHandshake(listener: listener, .ok, record) }
        if session.applicationProtocol == ALPNProtocol.http2.rawValue { multiplex() }
        return true
    }

    /// The client speaks HTTP/2.
    func multiplex() {
        do throws(Fault) {
            multiplexed = try DownstreamSession(connection: self)
            machine.multiplexingBegan()
        } catch {
            refuseConnection(error.kind)
        }
    }

    /// close_notify: the client sends nothing more, but may still be waiting for an answer.
    func clientSaidGoodbye() -> Bool {
        switch machine.phase {
        case .exchanging where machine.isRequestComplete: _ = machine.drain()
        case .exchanging, .readingHead: exchange?.clientFailed(.clientGone)
        case .tunnelling: closeTunnel()
        case .proxyHeader, .handshaking, .waiting: closeWhenSent()
        case .multiplexing: closeNow()
        case .lingering, .closed: break
        }
        return false
    }

    func tlsFailed(_ failure: TLSFailure, _ engine: TLSEngine) -> Bool {
        if failure.kind == .plainHTTP {
            countHandshake(.plainHTTP)
            transport = .plain
            machine.handshakeCompleted(now: worker.clock.monotonic())
            refuseConnection(.plainHTTPOnTLS)
        } else if machine.phase == .handshaking {
            countHandshake(.failed)
            refuseConnection(.tlsHandshake)
        } else {
            exchange?.clientFailed(.clientGone)
            closeNow()
        }
        return false
    }

    func countHandshake(_ result: HandshakeResult) {
        if let listener = facts.listener { worker.metrics.tlsHandshake(listener: listener, result, nil) }
    }

    /// Records a connection that failed before any request could be read.
    func refuseConnection(_ kind: FaultKind) {
        keepsAlive = false
        let exchange = self.exchange ?? beginHead()
        exchange.beginRefused(kind)
    }

    func abandonHandshake() {
        countHandshake(.closed)
        refuseConnection(.tlsHandshake)
    }
}
