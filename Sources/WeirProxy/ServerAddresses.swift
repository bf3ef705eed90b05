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

extension ServerAddresses {
    /// For every server of every upstream, as in the configuration. Names begin without an address.
    static func all(of configuration: Configuration) throws -> [[ServerAddresses]] {
        try configuration.upstreams.map { upstream in
            try upstream.servers.map { server in
                switch server.address {
                case .ip(let address, let port): ServerAddresses([try SocketAddress(address, port: port)])
                case .unix(let path): ServerAddresses([try SocketAddress(unixDomainSocketPath: path)])
                case .name: ServerAddresses([])
                }
            }
        }
    }

    /// What the resolver is to keep up to date.
    static func names(of configuration: Configuration, _ addresses: [[ServerAddresses]]) -> [Resolver.Name] {
        zip(configuration.upstreams, addresses).flatMap { upstream, addresses in
            zip(upstream.servers, addresses).compactMap { server, addresses in
                guard case .name(let host, let port) = server.address else { return nil }
                return Resolver.Name(
                    host: host, port: port, interval: TimeAmount(upstream.resolveInterval), addresses: addresses)
            }
        }
    }
}

extension SocketAddress {
    /// The address a literal stands for.
    init(_ address: IPAddress, port: Int) throws {
        try self.init(ipAddress: address.description, port: port)
    }

    /// The IP address, if it is one.
    var ip: IPAddress? {
        switch self {
        // The address behind family and port (ip(7)), or behind family, port and flow (ipv6(7)).
        case .v4(let address):
            withUnsafeBytes(of: address.address) { bytes in
                IPAddress(v4: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            }
        case .v6(let address):
            withUnsafeBytes(of: address.address) { bytes in
                IPAddress(
                    high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
            }
        case .unixDomainSocket: nil
        }
    }
}
