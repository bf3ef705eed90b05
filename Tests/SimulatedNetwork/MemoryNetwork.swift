import Glibc
import NIOCore

@testable import WeirProxy

/// Connections to servers that a test plays. Until `arrived` is set, every one is refused.
final class MemoryNetwork: Connector {
    /// Called when Weir asks for a connection; decides now or later. Undecided, the attempt times out.
    var arrived: (ConnectionAttempt) -> Void = { $0.fail(ECONNREFUSED) }
    /// Weir's ends of the connections that came about.
    private(set) var streams: [MemoryStream] = []
    private let loop: VirtualLoop

    init(loop: VirtualLoop) {
        self.loop = loop
    }

    func forgetClosed() {
        streams.removeAll { !$0.isOpen }
    }

    func open(
        to address: SocketAddress, timeout: TimeAmount, on loop: any EventLoop,
        _ opened: @escaping (Result<any OpenedStream, IOError>) -> Void
    ) {
        let attempt = ConnectionAttempt(to: address, loop: self.loop, timeout: timeout) { outcome in
            if case .success(let stream) = outcome { self.streams.append(stream) }
            opened(outcome.map { $0 })
        }
        arrived(attempt)
    }
}

/// Weir waits for a connection to stand.
final class ConnectionAttempt {
    let address: SocketAddress
    private let loop: VirtualLoop
    private var timer = 0
    private var opened: ((Result<MemoryStream, IOError>) -> Void)?

    init(
        to address: SocketAddress, loop: VirtualLoop, timeout: TimeAmount,
        opened: @escaping (Result<MemoryStream, IOError>) -> Void
    ) {
        self.address = address
        self.loop = loop
        self.opened = opened
        timer = loop.after(timeout) { self.fail(ETIMEDOUT) }
    }

    /// - Returns: the server's end; nil: too late, Weir has given up.
    func accept() -> RemoteEnd? {
        guard let opened = decide() else { return nil }
        let stream = MemoryStream(loop: loop, remote: address, local: nil)
        let remote = stream.remote
        opened(.success(stream))
        return remote
    }

    /// - Parameter code: an error number.
    func fail(_ code: Int32) {
        decide()?(.failure(IOError(errnoCode: code, reason: "connect")))
    }

    private func decide() -> ((Result<MemoryStream, IOError>) -> Void)? {
        defer { opened = nil }
        loop.cancel(timer)
        return opened
    }
}
