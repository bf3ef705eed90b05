import NIOCore
import Synchronization
import WeirModel

/// Where one server can be reached just now: fixed for literal addresses, replaced by the resolver for names.
///
/// Shared by all event loops; read only when a connection is opened.
final class ServerAddresses: Sendable {
    private let current: Mutex<[SocketAddress]>

    init(_ addresses: [SocketAddress]) {
        current = Mutex(addresses)
    }

    /// All addresses, starting at one that differs from call to call; empty while a name has not been resolved.
    func candidates(turn: Int) -> [SocketAddress] {
        let all = current.withLock { $0 }
        guard all.count > 1 else { return all }
        let start = Int(UInt(bitPattern: turn) % UInt(all.count))
        return Array(all[start...] + all[..<start])
    }

    func replace(with addresses: [SocketAddress]) {
        current.withLock { $0 = addresses }
    }

    var isEmpty: Bool { current.withLock { $0.isEmpty } }
}

extension SocketAddress {
    /// The address a literal stands for.
    init(_ address: IPAddress, port: Int) throws {
        try self.init(ipAddress: address.description, port: port)
    }

    /// The IP address, if it is one.
    var ip: IPAddress? {
        switch self {
        case .v4(let address):
            IPAddress(v4: UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address):
            withUnsafeBytes(of: address.address.sin6_addr) { raw in
                IPAddress(
                    high: UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
                    low: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            }
        case .unixDomainSocket:
            nil
        }
    }
}
