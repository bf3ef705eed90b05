import NIOCore
import NIOPosix

/// How connections to servers come about. Sockets, unless a simulation puts a network of its own in their place.
protocol Connector {
    /// Opens a connection whose only handler is `handler`. To be called on `loop`.
    ///
    /// - Parameter timeout: after it the future fails with `ChannelError.connectTimeout`.
    func open(
        to address: SocketAddress, timeout: TimeAmount, handler: any ChannelHandler, on loop: any EventLoop
    ) -> EventLoopFuture<any Channel>
}

/// Connections over the system's sockets.
struct SocketConnector: Connector {
    func open(
        to address: SocketAddress, timeout: TimeAmount, handler: any ChannelHandler, on loop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        let handler = NIOLoopBound(handler, eventLoop: loop)
        var bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.writeBufferWaterMark, value: Worker.waterMark)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler.value) }
            }
        if address.ip != nil { bootstrap = bootstrap.channelOption(.unsentLowWater, value: Worker.unsentLimit) }
        return bootstrap.connect(to: address)
    }
}
