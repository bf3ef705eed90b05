import Glibc

/// Where a socket is bound or connected to.
enum SocketName {
    /// 127.0.0.1.
    case loopback(port: Int)
    /// ::1.
    case loopback6(port: Int)
    case unix(String)

    var family: Int32 {
        switch self {
        case .loopback: AF_INET
        case .loopback6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Calls `body` with the system's form of the address.
    func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        switch self {
        case .loopback(let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            return Self.call(&address, body)
        case .loopback6(let port):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(port).bigEndian
            address.sin6_addr = in6addr_loopback
            return Self.call(&address, body)
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix(107))) }
            return Self.call(&address, body)
        }
    }

    /// The port that a socket was given.
    static func port(of handle: Int32) -> Int {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            getsockname(handle, base.assumingMemoryBound(to: sockaddr.self), &size)
            // In both families the port follows the family.
            return Int(bytes.load(fromByteOffset: 2, as: in_port_t.self).bigEndian)
        }
    }

    private static func call<Address>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<Address>.size)) }
        }
    }
}

extension SocketName {
    /// Whether a socket can be bound to ::1 here.
    static var hasIPv6: Bool {
        let handle = socket(AF_INET6, Socket.streamType, 0)
        guard handle >= 0 else { return false }
        defer { close(handle) }
        return SocketName.loopback6(port: 0).withAddress { bind(handle, $0, $1) } == 0
    }
}
