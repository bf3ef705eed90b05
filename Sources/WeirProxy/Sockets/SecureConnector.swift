import Glibc
import NIOCore
import WeirModel
import WeirTLS

/// How TLS is spoken to the servers of one upstream, on one event loop.
struct ServerTLS {
    let context: TLSClientContext
    /// The name or address that certificates have to be for; nil: that of the server.
    let name: String?
    /// That the server must agree to; nil: whatever it says.
    let requiredProtocol: ALPNProtocol?

    /// - Parameter authorities: PEM certificates to trust; nil: those of the system.
    /// - Throws: for authorities that cannot be used.
    init(_ settings: UpstreamTLS, speaking protocolVersion: UpstreamProtocol, authorities: [UInt8]?) throws(TLSFailure)
    {
        let offered: ALPNProtocol = protocolVersion == .http2 ? .http2 : .http1
        context = try TLSClientContext(authorities: authorities, applicationProtocols: [offered.rawValue])
        name = settings.name
        requiredProtocol = protocolVersion == .http2 ? .http2 : nil
    }

    func makeEngine(for server: ServerAddress) throws(TLSFailure) -> TLSEngine {
        let own: String? =
            switch server {
            case .ip(let address, _): address.description
            case .name(let name, _): name
            case .unix: nil
            }
        let verified = name ?? own
        // A server name is a host's name, never an address (RFC 6066 §3).
        let isAddress = verified.map { IPAddress($0) != nil } ?? false
        return try TLSEngine(client: context, serverName: isAddress ? nil : verified, verifiedName: verified)
    }
}

/// Connections over TLS to one server. A handshake that fails gives `EPROTO`, and its reason is logged.
struct SecureConnector: Connector {
    let below: any Connector
    let tls: ServerTLS
    let server: ServerAddress
    /// Told why a handshake failed.
    let failed: (TLSFailure) -> Void

    func open(
        to address: SocketAddress, timeout: TimeAmount, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    ) {
        let due = NIODeadline.now() + timeout
        below.open(to: address, timeout: timeout, on: loop) { result in
            switch result {
            case .failure: opened(result)
            case .success(let stream): self.secure(stream, due: due, on: loop, opened)
            }
        }
    }

    private func secure(
        _ below: any OpenedStream, due: NIODeadline, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    ) {
        guard let engine = try? tls.makeEngine(for: server) else {
            below.close()
            return opened(.failure(IOError(errnoCode: EPROTO, reason: "TLS")))
        }
        let stream = TLSClientStream(over: below, engine: engine, loop: loop)
        let attempt = SecuringAttempt(stream, opened)
        let timer = loop.assumeIsolated().scheduleTask(deadline: due) {
            attempt.fail(ETIMEDOUT)
        }
        let begun = stream.handshake { failure in
            timer.cancel()
            if let failure {
                self.failed(failure)
                attempt.fail(EPROTO)
            } else if let wanted = self.tls.requiredProtocol, stream.applicationProtocol != wanted.rawValue {
                self.failed(TLSFailure(.noApplicationProtocol, detail: "the server does not speak \(wanted.rawValue)"))
                attempt.fail(EPROTO)
            } else {
                attempt.succeed()
            }
        }
        if !begun {
            timer.cancel()
            attempt.fail(ECONNRESET)
        }
    }
}

/// A handshake under way; ends once.
private final class SecuringAttempt {
    private let stream: TLSClientStream
    private var opened: ((Result<any OpenedStream, IOError>) -> Void)?

    init(_ stream: TLSClientStream, _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void) {
        self.stream = stream
        self.opened = opened
    }

    func succeed() {
        guard let opened else { return }
        self.opened = nil
        opened(.success(stream))
    }

    func fail(_ code: Int32) {
        guard let opened else { return }
        self.opened = nil
        opened(.failure(IOError(errnoCode: code, reason: "TLS")))
        stream.close()
    }
}
