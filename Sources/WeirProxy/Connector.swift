import Glibc
import NIOCore

/// How connections to servers come about. Sockets, unless a simulation puts a network of its own in their place.
protocol Connector {
    /// Opens a connection. To be called on the loop that it is to belong to.
    ///
    /// - Parameters:
    ///   - timeout: after it the attempt fails with `ETIMEDOUT`.
    ///   - opened: called once, on the loop; the stream has not begun to read.
    func open(
        to address: SocketAddress, timeout: TimeAmount, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    )
}

/// A stream that has come about and waits for whom to tell what happens on it.
protocol OpenedStream: ByteStream {
    /// Begins to read. False: the stream is closed, and the handler hears nothing.
    func begin(_ handler: any StreamHandler) -> Bool
}

/// Connections over the system's sockets.
struct SocketConnector: Connector {
    func open(
        to address: SocketAddress, timeout: TimeAmount, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    ) {
        guard let loop = loop as? SocketLoop else {
            return opened(.failure(IOError(errnoCode: EINVAL, reason: "not a loop of sockets")))
        }
        ConnectingSocket(to: address, loop: loop) { result in
            opened(result.map { $0 })
        }.begin(timeout: timeout)
    }
}
