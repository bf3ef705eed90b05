import Glibc
import NIOCore

/// A connection on its way to a server. Ends once: with a stream, or with an error number.
final class ConnectingSocket: ReadyHandler {
    private let loop: SocketLoop
    private let address: SocketAddress
    private var handle: Int32 = -1
    private var registration: SocketLoop.Registration = -1
    private var completed: ((Result<SocketStream, IOError>) -> Void)?
    private var timer: TimerQueue.Identifier?

    /// - Parameter completed: called once, on the loop; within `begin` where the system knows the outcome at once.
    init(
        to address: SocketAddress, loop: SocketLoop, completed: @escaping (Result<SocketStream, IOError>) -> Void
    ) {
        self.loop = loop
        self.address = address
        self.completed = completed
    }

    /// Asks for the connection; fails with `ETIMEDOUT` if it does not stand in time.
    func begin(timeout: TimeAmount) {
        do {
            handle = try SystemSocket.make(for: address)
        } catch {
            return finish(.failure(error as? IOError ?? IOError(errnoCode: EIO, reason: "socket")))
        }
        SystemSocket.tune(handle, for: address)
        let result = address.withSockAddr { Glibc.connect(handle, $0, socklen_t($1)) }
        let code = result == 0 ? 0 : errno
        if code == 0 { return succeed() }
        guard code == EINPROGRESS else { return fail(code) }
        guard let registration = loop.register(handle, for: .write, handler: self) else { return fail(errno) }
        self.registration = registration
        timer = loop.addTimer(due: .now() + timeout) { self.fail(ETIMEDOUT) }
    }

    func ready(_ readiness: Readiness) {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(handle, SOL_SOCKET, SO_ERROR, &code, &size)
        if code == 0 { succeed() } else { fail(code) }
    }

    func loopEnded() {
        completed = nil
        timer = nil
        Glibc.close(handle)
    }

    private func succeed() {
        leaveLoop()
        finish(
            .success(
                SocketStream(handle, loop: loop, remote: address, local: SystemSocket.localAddress(of: handle))))
    }

    private func fail(_ code: Int32) {
        leaveLoop()
        Glibc.close(handle)
        finish(.failure(IOError(errnoCode: code, reason: "connect")))
    }

    private func leaveLoop() {
        if registration >= 0 { loop.deregister(registration, handle) }
        registration = -1
        if let timer { loop.cancelTimer(timer) }
        timer = nil
    }

    private func finish(_ result: Result<SocketStream, IOError>) {
        guard let completed else { return }
        self.completed = nil
        completed(result)
    }
}
