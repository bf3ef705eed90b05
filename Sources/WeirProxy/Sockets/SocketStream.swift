import Glibc
import NIOCore

/// A stream over a socket that one event loop watches.
///
/// Ownership: the loop holds the stream until it is closed, the stream its handler.
final class SocketStream: OpenedStream, ReadyHandler {
    /// Reads at one readiness, so that one busy peer does not keep the others waiting.
    private static let readLimit = 4

    let remoteAddress: SocketAddress?
    let localAddress: SocketAddress?
    private(set) var isOpen = true
    private(set) var isWritable = true
    private let loop: SocketLoop
    private let handle: Int32
    private var handler: (any StreamHandler)?
    private var registration: SocketLoop.Registration = -1
    private var interest = Readiness.read
    private var isReading = true
    private var pending = PendingWrites()
    /// Set once the stream's end is to follow what waits.
    private var output = Output.open

    private enum Output {
        /// Next: ending, broken, ended.
        case open
        /// The end is sent when nothing waits any more. Next: broken, ended.
        case ending((() -> Void)?)
        /// The peer has gone, as this error number says; what it had sent before that is still to be read. Next: ended.
        case broken(Int32)
        case ended
    }

    /// Takes over a connected, non-blocking socket. On the loop; `begin` follows.
    init(_ handle: Int32, loop: SocketLoop, remote: SocketAddress?, local: SocketAddress?) {
        self.handle = handle
        self.loop = loop
        remoteAddress = remote
        localAddress = local
    }

    /// Begins to read. False: the system cannot watch the socket, which is closed; the handler hears nothing.
    func begin(_ handler: any StreamHandler) -> Bool {
        guard let registration = loop.register(handle, for: interest, handler: self) else {
            isOpen = false
            Glibc.close(handle)
            return false
        }
        self.registration = registration
        self.handler = handler
        return true
    }

    var bufferedBytes: Int { pending.bytes }

    // MARK: Writing

    func write(_ bytes: consuming ByteBuffer) {
        guard isOpen, case .open = output else { return }
        pending.append(bytes)
        if pending.bytes > StreamLimits.high, isWritable {
            isWritable = false
            handler?.streamWritabilityChanged()
        }
    }

    func flush() {
        guard isOpen, !pending.isEmpty, !interest.contains(.write) else { return }
        send()
    }

    func closeOutput(_ sent: (() -> Void)?) {
        guard isOpen, case .open = output else { return }
        output = .ending(sent)
        if pending.isEmpty { endOutput() } else { flush() }
    }

    private func send() {
        switch pending.send(to: handle, isLast: isEnding) {
        case .emptied:
            watch(interest.subtracting(.write))
            endOutput()
        case .blocked: watch(interest.union(.write))
        case .failed(let code): sendFailed(code)
        }
        guard isOpen, !isWritable, pending.bytes < StreamLimits.low else { return }
        isWritable = true
        handler?.streamWritabilityChanged()
    }

    /// A peer that breaks the connection off may have said why before: a server its answer to a request that it did not
    /// read to the end. The system reports such a connection as ready (`EPOLLHUP`) until it is closed.
    private func sendFailed(_ code: Int32) {
        guard code == EPIPE || code == ECONNRESET else { return end(.failed(code)) }
        pending.removeAll()
        output = .broken(code)
        watch(interest.subtracting(.write))
    }

    private var isEnding: Bool {
        if case .ending = output { true } else { false }
    }

    private func endOutput() {
        guard case .ending(let sent) = output else { return }
        output = .ended
        shutdown(handle, Int32(SHUT_WR))
        sent?()
    }

    // MARK: Reading

    func setReading(_ reading: Bool) {
        guard isOpen, reading != isReading else { return }
        isReading = reading
        watch(reading ? interest.union(.read) : interest.subtracting(.read))
    }

    private func receive() {
        var reads = 0
        while isOpen, isReading, reads < Self.readLimit {
            reads += 1
            loop.receiveBuffer.clear(minimumCapacity: SocketLoop.receiveSize)
            let (count, code) = read(into: &loop.receiveBuffer)
            if count > 0 {
                handler?.streamReceived(loop.receiveBuffer)
                if count < SocketLoop.receiveSize { break }
            } else if count == 0 {
                handler?.streamReadEnded()
                // The system tells an error once: the sender has had it.
                if case .broken(let code) = output { return end(.failed(code)) }
                return end(.orderly)
            } else if code != EINTR {
                guard code != EAGAIN, code != EWOULDBLOCK else { break }
                handler?.streamReadEnded()
                return end(.failed(code))
            }
        }
        handler?.streamReadEnded()
    }

    /// - Returns: bytes read, 0 at the stream's end, -1 with an error number.
    private func read(into buffer: inout ByteBuffer) -> (Int, Int32) {
        var code: Int32 = 0
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: SocketLoop.receiveSize) { memory in
            let count = Glibc.recv(handle, memory.baseAddress, SocketLoop.receiveSize, 0)
            if count < 0 { code = errno }
            return max(0, count)
        }
        return code == 0 ? (count, 0) : (-1, code)
    }

    // MARK: Events

    func ready(_ readiness: Readiness) {
        if readiness.contains(.write) { send() }
        if readiness.contains(.read), isReading {
            receive()
        } else if !readiness.isDisjoint(with: .broken) {
            end(.failed(pendingError))
        }
    }

    func close() {
        if isOpen, !pending.isEmpty { SystemSocket.resetOnClose(handle) }
        end(.orderly)
    }

    func reset() {
        if isOpen { SystemSocket.resetOnClose(handle) }
        end(.orderly)
    }

    func loopEnded() {
        guard isOpen else { return }
        isOpen = false
        isWritable = false
        handler = nil
        pending.removeAll()
        output = .ended
        Glibc.close(handle)
    }

    private func end(_ ending: StreamEnding) {
        guard isOpen else { return }
        isOpen = false
        isWritable = false
        pending.removeAll()
        output = .ended
        // Not watched yet if it is closed before it has begun.
        if registration >= 0 { loop.close(registration, handle) } else { Glibc.close(handle) }
        let handler = self.handler
        self.handler = nil
        handler?.streamClosed(ending)
    }

    private func watch(_ wanted: Readiness) {
        guard isOpen, wanted != interest else { return }
        interest = wanted
        loop.update(registration, handle, to: wanted)
    }

    /// The error that the system holds for the socket; a reset where it holds none.
    private var pendingError: Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(handle, SOL_SOCKET, SO_ERROR, &code, &size)
        return code == 0 ? ECONNRESET : code
    }
}
