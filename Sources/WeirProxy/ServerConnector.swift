import Glibc
import Logging
import NIOCore
import WeirModel
import WeirTLS

/// How one event loop connects to the servers of one upstream.
final class ServerConnector {
    /// Nanoseconds between two lines about failed handshakes.
    private static let pause: UInt64 = 1_000_000_000

    private let upstream: Upstream
    private let sockets: any Connector
    private let logger: Logger
    private let tls: ServerTLS?
    private var nextLine: UInt64 = 0

    /// - Parameter upstream: index in the configuration.
    init(upstream: Int, runtime: Runtime, sockets: any Connector) {
        self.upstream = runtime.configuration.upstreams[upstream]
        self.sockets = sockets
        logger = runtime.logger
        do throws(TLSFailure) {
            tls = try runtime.serverTLS(ofUpstream: upstream)
        } catch {
            // What the authorities' file holds has been looked at: OpenSSL itself has failed. Nobody is connected to.
            tls = nil
            logger.error(
                "TLS to an upstream cannot be set up",
                metadata: ["upstream": "\(self.upstream.name)", "reason": "\(error.detail)"])
        }
    }

    func connector(to server: Server) -> any Connector {
        guard upstream.tls != nil else { return sockets }
        guard let tls else { return NoConnector() }
        return SecureConnector(below: sockets, tls: tls, server: server.address) { failure in
            self.note(failure, server)
        }
    }

    private func note(_ failure: TLSFailure, _ server: Server) {
        let now = NIODeadline.now().uptimeNanoseconds
        guard now >= nextLine else { return }
        nextLine = now + Self.pause
        logger.warning(
            "TLS to a server failed",
            metadata: ["upstream": "\(upstream.name)", "server": "\(server.id)", "reason": "\(failure.detail)"])
    }
}

/// Connects to nobody.
private struct NoConnector: Connector {
    func open(
        to address: SocketAddress, timeout: TimeAmount, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    ) {
        opened(.failure(IOError(errnoCode: EPROTO, reason: "TLS")))
    }
}
