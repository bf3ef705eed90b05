import Glibc
import NIOCore

/// Sees on a listening socket that the system gave no connection, and has the worker wait where that will go on.
final class AcceptErrorHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let worker: Worker

    init(worker: Worker) {
        self.worker = worker
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError else { return context.fireErrorCaught(error) }
        switch error.errnoCode {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: worker.pauseAccepting()
        default: context.fireErrorCaught(error)
        }
    }
}
