import Glibc
import Logging
import NIOCore
import NIOPosix
import WeirModel

/// Turns host names of servers into addresses, at start and again every `resolve` interval, off the event loops.
///
/// A failing look-up keeps the addresses known so far. `getaddrinfo` knows no time-to-live, so the interval decides.
final class Resolver: Sendable {
    /// One name to keep resolved.
    struct Name: Sendable {
        var host: String
        var port: Int
        var interval: TimeAmount
        var addresses: ServerAddresses
    }

    /// After a failure the next try comes this soon.
    private static let retryDelay = TimeAmount.seconds(2)
    /// Addresses kept of one name.
    private static let addressLimit = 64

    private let names: [Name]
    private let threads: NIOThreadPool
    private let loop: any EventLoop
    private let logger: Logger

    /// - Parameter loop: where the intervals are timed.
    init(names: [Name], loop: any EventLoop, logger: Logger) {
        self.names = names
        self.loop = loop
        self.logger = logger
        threads = NIOThreadPool(numberOfThreads: max(1, min(4, names.count)))
    }

    /// The first look-ups; the future ends when all have been tried once.
    func start() -> EventLoopFuture<Void> {
        guard !names.isEmpty else { return loop.makeSucceededVoidFuture() }
        threads.start()
        return EventLoopFuture.andAllComplete(names.map(resolve), on: loop)
    }

    func stop() {
        guard !names.isEmpty else { return }
        threads.shutdownGracefully { _ in }
    }

    private func resolve(_ name: Name) -> EventLoopFuture<Void> {
        let found = threads.runIfActive(eventLoop: loop) { Self.lookUp(host: name.host, port: name.port) }
        return found.map { addresses in
            if addresses.isEmpty {
                self.logger.warning(
                    "server name cannot be resolved, keeping the addresses known so far",
                    metadata: ["name": "\(name.host)"])
            } else {
                name.addresses.replace(with: addresses)
            }
            let delay = addresses.isEmpty ? Self.retryDelay : name.interval
            self.loop.scheduleTask(in: delay) { _ = self.resolve(name) }
        }
    }

    /// All stream addresses of a name; empty when there are none or the look-up failed. Blocks.
    static func lookUp(host: String, port: Int) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next, found.count < addressLimit {
            if let address = socketAddress(entry.pointee), !found.contains(address) { found.append(address) }
            next = entry.pointee.ai_next
        }
        return found
    }

    private static func socketAddress(_ info: addrinfo) -> SocketAddress? {
        guard let raw = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET: return SocketAddress(raw.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6: return SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }
}
