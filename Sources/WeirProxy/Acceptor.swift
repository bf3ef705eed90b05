import Glibc
import NIOCore

/// Binds one listener on one event loop and puts a `DownstreamConnection` on each connection accepted.
struct Acceptor {
    let worker: Worker
    let setup: ListenerSetup
    let loop: SocketLoop

    /// On the loop.
    ///
    /// - Parameter sharesPort: other event loops bind the same address (`SO_REUSEPORT`); the kernel spreads
    ///   connections.
    func bind(to address: SocketAddress, sharesPort: Bool) throws -> ListeningSocket {
        let socket = try ListeningSocket(
            address, sharesPort: sharesPort, loop: loop, accepted: accept,
            failed: { [worker] _ in worker.pauseAccepting() })
        worker.add(acceptor: socket)
        return socket
    }

    private func accept(_ stream: SocketStream) {
        worker.eventBegan()
        do {
            let connection = try DownstreamConnection(worker: worker, listener: setup, stream: stream)
            if stream.begin(connection) { connection.begin() }
        } catch {
            stream.close()
        }
    }
}
