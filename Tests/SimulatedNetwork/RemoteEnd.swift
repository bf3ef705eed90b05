import Glibc
import NIOCore

@testable import WeirProxy

/// The far end of a connection in memory: a client, or a server, as a test plays it.
///
/// Bytes are there as soon as they are sent; who wants delays makes them by calling later.
final class RemoteEnd {
    /// How the stream from Weir has ended, once all before it has been taken.
    enum Ending: Equatable {
        case finished
        case reset
    }

    /// Called in a turn of its own when there is something to take, room to send, or an end.
    var changed: (() -> Void)?
    /// Bytes that the systems on the way hold for this end, and for Weir.
    var capacity = 128 * 1024
    /// How Weir's stream has ended; bytes may still be there to be taken.
    private(set) var ending: Ending?

    /// Weir's end; gone when Weir has closed it and forgotten about it.
    private(set) weak var stream: MemoryStream?
    private let loop: VirtualLoop
    private var outbound = ByteBuffer()
    private var inbound = ByteBuffer()
    private var isNotified = false
    private var isClosed = false
    private var hasClosedStream = false
    /// What follows the bytes on their way to Weir.
    private(set) var sentEnding: StreamEnding?

    init(_ stream: MemoryStream) {
        self.stream = stream
        loop = stream.loop
    }

    // MARK: For the test

    /// Whether Weir has closed its end altogether.
    var isStreamClosed: Bool { hasClosedStream }
    /// Bytes that can be taken.
    var readableBytes: Int { inbound.readableBytes }
    /// Bytes that Weir has not read yet.
    var sentBytes: Int { outbound.readableBytes }

    /// Sends bytes; those that come after an end of either side are lost. To a stream that Weir has closed they bring a
    /// reset back.
    func send(_ bytes: ByteBuffer) {
        guard !isClosed, sentEnding == nil, bytes.readableBytes > 0 else { return }
        guard !hasClosedStream else { return loseAll() }
        outbound.writeImmutableBuffer(bytes)
        stream?.schedule()
    }

    /// Sends the end of this direction; the other goes on.
    func finish() {
        guard sentEnding == nil else { return }
        sentEnding = .orderly
        stream?.schedule()
    }

    /// Closes both directions. Bytes that Weir sends from now on are answered by a reset.
    func close() {
        guard inbound.readableBytes == 0 else { return reset() }
        finish()
        isClosed = true
        inbound.clear()
    }

    /// Breaks the connection off.
    ///
    /// - Parameter losesUnread: also what Weir has not read yet is lost.
    func reset(losesUnread: Bool = false) {
        guard !isClosed || sentEnding == .orderly else { return }
        isClosed = true
        inbound.clear()
        if losesUnread { outbound.clear() }
        sentEnding = .failed(ECONNRESET)
        stream?.schedule()
    }

    /// Takes bytes that Weir has sent, at most `limit`; nil: none are there.
    func take(limit: Int = .max) -> ByteBuffer? {
        let part = inbound.readSlice(length: min(limit, inbound.readableBytes))
        if inbound.readableBytes == 0 { inbound.clear() }
        guard let part, part.readableBytes > 0 else { return nil }
        stream?.schedule()
        return part
    }

    // MARK: For the stream

    /// Whether a write of Weir's would not fail.
    var acceptsBytes: Bool {
        if case .failed = sentEnding { return false }
        return true
    }

    var room: Int { isClosed ? .max : max(0, capacity - inbound.readableBytes) }

    func receive(_ part: ByteBuffer) {
        guard !isClosed else {
            sentEnding = .failed(ECONNRESET)
            stream?.schedule()
            return
        }
        inbound.writeImmutableBuffer(part)
        notify()
    }

    func takeSent(limit: Int) -> ByteBuffer? {
        guard let part = outbound.readSlice(length: min(limit, outbound.readableBytes)), part.readableBytes > 0 else {
            return nil
        }
        if outbound.readableBytes == 0 { outbound = ByteBuffer() }
        notify()
        return part
    }

    func streamFinished() {
        if ending == nil { ending = .finished }
        notify()
    }

    /// A stream that is closed with bytes unread or unsent resets the connection, and what is on its way here is lost
    /// (RFC 9112 §9.6).
    func streamClosed(hasDropped: Bool) {
        hasClosedStream = true
        if hasDropped || outbound.readableBytes > 0 || !acceptsBytes { return loseAll() }
        streamFinished()
    }

    private func loseAll() {
        inbound.clear()
        outbound.clear()
        ending = .reset
        notify()
    }

    private func notify() {
        guard !isNotified, changed != nil else { return }
        isNotified = true
        loop.soon {
            self.isNotified = false
            self.changed?()
        }
    }
}
