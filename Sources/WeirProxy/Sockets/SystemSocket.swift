import CLinux
import Glibc
import NIOCore

/// Calls on the system's sockets, each failing with `IOError`.
enum SystemSocket {
    /// A non-blocking stream socket for an address's family.
    static func make(for address: SocketAddress) throws -> Int32 {
        let handle = weir_stream_socket(family(of: address))
        guard handle >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        return handle
    }

    /// Sets an option that is a number; failures are for callers that cannot do without.
    @discardableResult
    static func set(_ handle: Int32, _ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(handle, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Small writes go out at once, and the system holds little that has not been sent (tcp(7)).
    static func tune(_ handle: Int32, for address: SocketAddress) {
        guard address.port != nil else { return }
        set(handle, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(handle, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Int32(Worker.unsentLimit))
    }

    /// Closing will reset the connection instead of ending it in good order (socket(7)).
    static func resetOnClose(_ handle: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(handle, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// The address of this end of a socket.
    static func localAddress(of handle: Int32) -> SocketAddress? {
        address { getsockname(handle, $0, $1) == 0 }
    }

    /// What `fill` puts into the memory that it is given; nil if it fails, or finds an address of another kind.
    static func address(
        _ fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Bool
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let filled = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { fill($0, &size) }
            guard filled else { return nil }
            let raw = UnsafeRawPointer(pointer)
            switch Int32(pointer.pointee.ss_family) {
            case AF_INET: return SocketAddress(raw.load(as: sockaddr_in.self))
            case AF_INET6: return SocketAddress(raw.load(as: sockaddr_in6.self))
            case AF_UNIX: return SocketAddress(raw.load(as: sockaddr_un.self))
            default: return nil
            }
        }
    }

    private static func family(of address: SocketAddress) -> Int32 {
        switch address {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unixDomainSocket: AF_UNIX
        }
    }
}
