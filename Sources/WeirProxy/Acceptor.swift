import Glibc
import NIOCore
import NIOPosix
import WeirModel
import WeirTLS

/// Binds one listener on one event loop and puts a `DownstreamConnection` on each connection accepted.
struct Acceptor {
    let worker: Worker
    let setup: ListenerSetup

    /// Connections waiting to be accepted.
    private static let backlog: Int32 = 4096

    /// - Parameter sharesPort: other event loops bind the same address (`SO_REUSEPORT`); the kernel spreads
    ///   connections.
    func bind(to address: SocketAddress, sharesPort: Bool) -> EventLoopFuture<any Channel> {
        let bound = NIOLoopBound(self, eventLoop: worker.loop)
        var bootstrap = ServerBootstrap(group: worker.loop)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 16)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptErrorHandler(worker: bound.value.worker))
                }
            }
            .childChannelOption(.writeBufferWaterMark, value: Worker.waterMark)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.accept(channel) }
            }
        if sharesPort {
            bootstrap = bootstrap.serverChannelOption(
                .socketOption(NIOBSDSocket.Option(rawValue: SO_REUSEPORT)), value: 1)
        }
        // Accepted sockets inherit it.
        if address.ip != nil { bootstrap = bootstrap.serverChannelOption(.unsentLowWater, value: Worker.unsentLimit) }
        return bootstrap.bind(to: address).map { channel in
            bound.value.worker.add(acceptor: channel)
            return channel
        }
    }

    private func accept(_ channel: any Channel) throws {
        let connection = try DownstreamConnection(worker: worker, listener: setup, facts: setup.facts(of: channel))
        try channel.pipeline.syncOperations.addHandler(connection)
    }
}

extension ChannelOption where Self == ChannelOptions.Types.SocketOption {
    /// Bytes not yet sent beyond which the system takes no more (tcp(7)).
    static var unsentLowWater: ChannelOptions.Types.SocketOption {
        .tcpOption(NIOBSDSocket.Option(rawValue: TCP_NOTSENT_LOWAT))
    }
}
