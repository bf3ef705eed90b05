import Glibc
import NIOCore

@testable import WeirProxy

/// Weir's end of a connection in memory. It tells its handler what a socket would tell, in the same order: level
/// triggered, in turns of the loop, a few reads at a time; writes that fail end it in the middle of a flush.
///
/// What the system would hold for each direction is bounded by `capacity`.
final class MemoryStream: OpenedStream {
    /// Reads at one readiness, and bytes of one read.
    private static let readLimit = 4
    private static let readSize = 64 * 1024

    let remoteAddress: SocketAddress?
    let localAddress: SocketAddress?
    private(set) var isOpen = true
    private(set) var isWritable = true
    /// The most that this stream has ever held back to be sent.
    private(set) var mostBuffered = 0
    /// The other end.
    private(set) lazy var remote = RemoteEnd(self)

    let loop: VirtualLoop
    private var handler: (any StreamHandler)?
    private var isReading = true
    private var isScheduled = false
    private var pending = ByteBuffer()
    /// The system took less than all at the last attempt: what is flushed meanwhile waits for room.
    private var isBlocked = false
    private var output = Output.open

    private enum Output {
        /// Next: ending, ended.
        case open
        /// The end follows what is pending. Next: ended.
        case ending((() -> Void)?)
        case ended
    }

    init(loop: VirtualLoop, remote: SocketAddress?, local: SocketAddress?) {
        self.loop = loop
        remoteAddress = remote
        localAddress = local
    }

    func begin(_ handler: any StreamHandler) -> Bool {
        guard isOpen else { return false }
        self.handler = handler
        schedule()
        return true
    }

    // MARK: Writing

    var bufferedBytes: Int { pending.readableBytes }

    func write(_ bytes: consuming ByteBuffer) {
        guard isOpen, case .open = output else { return }
        pending.writeImmutableBuffer(bytes)
        mostBuffered = max(mostBuffered, bufferedBytes)
        if bufferedBytes > StreamLimits.high, isWritable {
            isWritable = false
            handler?.streamWritabilityChanged()
        }
    }

    func flush() {
        guard isOpen, bufferedBytes > 0, !isBlocked else { return }
        send()
    }

    func closeOutput(_ sent: (() -> Void)?) {
        guard isOpen, case .open = output else { return }
        output = .ending(sent)
        if bufferedBytes == 0 { endOutput() } else { flush() }
    }

    private func send() {
        guard remote.acceptsBytes else { return end(.failed(EPIPE)) }
        if let part = pending.readSlice(length: min(bufferedBytes, remote.room)) { remote.receive(part) }
        isBlocked = bufferedBytes > 0
        if !isBlocked {
            pending.clear()
            endOutput()
        }
        guard isOpen, !isWritable, bufferedBytes < StreamLimits.low else { return }
        isWritable = true
        handler?.streamWritabilityChanged()
    }

    private func endOutput() {
        guard case .ending(let sent) = output else { return }
        output = .ended
        remote.streamFinished()
        sent?()
    }

    // MARK: Reading

    func setReading(_ reading: Bool) {
        guard isOpen, reading != isReading else { return }
        isReading = reading
        if reading { schedule() }
    }

    private func receive() {
        var reads = 0
        while isOpen, isReading, reads < Self.readLimit {
            reads += 1
            if let part = remote.takeSent(limit: Self.readSize) {
                handler?.streamReceived(part)
                if part.readableBytes < Self.readSize { break }
            } else if let ending = remote.sentEnding {
                handler?.streamReadEnded()
                return end(ending)
            } else {
                break
            }
        }
        handler?.streamReadEnded()
    }

    // MARK: Events

    /// Something may have become ready: looked at in a turn of its own.
    func schedule() {
        guard isOpen, handler != nil, !isScheduled, isReady else { return }
        isScheduled = true
        loop.soon { self.turn() }
    }

    private var canSend: Bool { isBlocked && (remote.room > 0 || !remote.acceptsBytes) }
    private var canReceive: Bool { isReading && (remote.sentBytes > 0 || remote.sentEnding != nil) }
    /// An error, or both directions are over.
    private var isBroken: Bool {
        if case .failed = remote.sentEnding { return true }
        if case .ended = output { return remote.sentEnding != nil }
        return false
    }
    private var isReady: Bool { canSend || canReceive || isBroken }

    private func turn() {
        isScheduled = false
        if isOpen, canSend { send() }
        if isOpen, canReceive {
            receive()
        } else if isOpen, isBroken, !isReading {
            end(.failed(ECONNRESET))
        }
        schedule()
    }

    func close() {
        end(.orderly)
    }

    func reset() {
        end(.orderly, isReset: true)
    }

    private func end(_ ending: StreamEnding, isReset: Bool = false) {
        guard isOpen else { return }
        let hasDropped = bufferedBytes > 0 || isReset
        isOpen = false
        isWritable = false
        pending.clear()
        output = .ended
        remote.streamClosed(hasDropped: hasDropped)
        let handler = self.handler
        self.handler = nil
        handler?.streamClosed(ending)
    }
}
