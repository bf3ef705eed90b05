import CLinux
import Glibc
import NIOCore

/// A socket that clients connect to, watched by one event loop.
final class ListeningSocket: ReadyHandler {
    /// Connections waiting to be accepted.
    private static let backlog: Int32 = 4096
    /// Connections accepted at one readiness, so that a rush of new ones does not keep the others waiting.
    private static let acceptLimit = 16

    /// As bound: with port 0 the one that the system chose.
    let localAddress: SocketAddress
    private let loop: SocketLoop
    private let handle: Int32
    private var registration: SocketLoop.Registration = -1
    private var isAccepting = true
    private var isOpen = true
    private let accepted: (SocketStream) -> Void
    private let failed: (Int32) -> Void
    /// A wildcard's connections each have an address of their own.
    private let isWildcard: Bool

    /// Binds, listens and accepts. On the loop. Throws `IOError`.
    ///
    /// - Parameters:
    ///   - sharesPort: other sockets bind the same address; the system spreads connections over them.
    ///   - accepted: gets every new stream, which it must begin.
    ///   - failed: the system gave no connection, for this error number.
    init(
        _ address: SocketAddress, sharesPort: Bool, loop: SocketLoop,
        accepted: @escaping (SocketStream) -> Void, failed: @escaping (Int32) -> Void
    ) throws {
        let handle = try SystemSocket.make(for: address)
        do {
            localAddress = try Self.listen(handle, address, sharesPort: sharesPort)
        } catch {
            Glibc.close(handle)
            throw error
        }
        self.handle = handle
        self.loop = loop
        self.accepted = accepted
        self.failed = failed
        isWildcard = address.ipAddress.map { $0 == "0.0.0.0" || $0 == "::" } ?? false
        guard let registration = loop.register(handle, for: .read, handler: self) else {
            let code = errno
            Glibc.close(handle)
            throw IOError(errnoCode: code, reason: "epoll_ctl")
        }
        self.registration = registration
    }

    private static func listen(
        _ handle: Int32, _ address: SocketAddress, sharesPort: Bool
    ) throws -> SocketAddress {
        SystemSocket.set(handle, SOL_SOCKET, SO_REUSEADDR, 1)
        if sharesPort, !SystemSocket.set(handle, SOL_SOCKET, SO_REUSEPORT, 1) {
            throw IOError(errnoCode: errno, reason: "SO_REUSEPORT")
        }
        // Accepted sockets inherit it.
        SystemSocket.tune(handle, for: address)
        let bound = address.withSockAddr { Glibc.bind(handle, $0, socklen_t($1)) }
        guard bound == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
        guard Glibc.listen(handle, backlog) == 0 else { throw IOError(errnoCode: errno, reason: "listen") }
        return SystemSocket.localAddress(of: handle) ?? address
    }

    /// Accepts, or leaves clients in the backlog until told otherwise.
    func setAccepting(_ accepting: Bool) {
        guard isOpen, accepting != isAccepting else { return }
        isAccepting = accepting
        loop.update(registration, handle, to: accepting ? .read : [])
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        loop.deregister(registration, handle)
        Glibc.close(handle)
    }

    func loopEnded() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(handle)
    }

    func ready(_ readiness: Readiness) {
        var count = 0
        while isOpen, isAccepting, count < Self.acceptLimit, acceptOne() { count += 1 }
    }

    /// False when no client waits, or none can be had.
    private func acceptOne() -> Bool {
        var client: Int32 = -1
        let remote = SystemSocket.address { address, size in
            client = weir_accept(handle, address, size)
            return client >= 0
        }
        guard client >= 0 else {
            let code = errno
            switch code {
            case EAGAIN, EWOULDBLOCK: return false
            // Of the client that went before it was accepted (accept(2)).
            case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
                ENETUNREACH:
                return true
            default:
                failed(code)
                return false
            }
        }
        let local = isWildcard ? SystemSocket.localAddress(of: client) : localAddress
        accepted(SocketStream(client, loop: loop, remote: remote, local: local))
        return true
    }
}
