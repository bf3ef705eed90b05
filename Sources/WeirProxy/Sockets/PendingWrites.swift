import Glibc
import NIOCore

/// Bytes of one stream that wait to be sent, in order.
struct PendingWrites {
    /// What became of an attempt to send.
    enum Outcome: Equatable {
        /// Nothing waits any more.
        case emptied
        /// The system takes no more just now.
        case blocked
        /// An error number.
        case failed(Int32)
    }

    /// Pieces handed to one system call.
    private static let vectorLimit = 64
    /// Up to this size a piece is copied behind the last one, so that many small pieces take little more memory than
    /// their bytes: each alone would hold a buffer made for many.
    private static let gatherLimit = 16 * 1024

    private(set) var bytes = 0
    /// The piece that is sent first; nil: nothing waits. `rest` is empty in the usual case of one piece.
    private var first: ByteBuffer?
    private var rest = CircularBuffer<ByteBuffer>()

    var isEmpty: Bool { bytes == 0 }

    mutating func append(_ piece: consuming ByteBuffer) {
        let count = piece.readableBytes
        guard count > 0 else { return }
        if bytes == 0 {
            first = piece
        } else if rest.isEmpty, let size = first?.readableBytes, size + count <= Self.gatherLimit {
            first?.writeImmutableBuffer(piece)
        } else if let last = rest.last, last.readableBytes + count <= Self.gatherLimit {
            gather(piece)
        } else {
            rest.append(piece)
        }
        bytes += count
    }

    private mutating func gather(_ piece: ByteBuffer) {
        // Out of the list and back, so that it is written to without a copy.
        var last = rest.removeLast()
        last.writeImmutableBuffer(piece)
        rest.append(last)
    }

    /// Buffers held.
    var count: Int { bytes == 0 ? 0 : rest.count + 1 }

    mutating func removeAll() {
        bytes = 0
        first = nil
        if !rest.isEmpty { rest = CircularBuffer() }
    }

    /// Sends until nothing waits or the system takes no more.
    ///
    /// - Parameter isLast: the stream's end follows at once, and the system keeps the last segment back for it.
    mutating func send(to handle: Int32, isLast: Bool = false) -> Outcome {
        let flags = Int32(MSG_NOSIGNAL) | (isLast ? Int32(MSG_MORE) : 0)
        while bytes > 0 {
            guard let first else { break }
            let count = rest.isEmpty ? Self.send(first, to: handle, flags) : sendSeveral(first, to: handle, flags)
            guard count >= 0 else {
                let code = errno
                if code == EINTR { continue }
                return code == EAGAIN || code == EWOULDBLOCK ? .blocked : .failed(code)
            }
            advance(by: count)
        }
        return .emptied
    }

    private static func send(_ piece: ByteBuffer, to handle: Int32, _ flags: Int32) -> Int {
        piece.withUnsafeReadableBytes { Glibc.send(handle, $0.baseAddress, $0.count, flags) }
    }

    private func sendSeveral(_ first: ByteBuffer, to handle: Int32, _ flags: Int32) -> Int {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: Self.vectorLimit) { vectors in
            var count = 0
            count = Self.describe(first, in: vectors, at: count)
            for piece in rest where count < Self.vectorLimit { count = Self.describe(piece, in: vectors, at: count) }
            var message = msghdr()
            message.msg_iov = vectors.baseAddress
            message.msg_iovlen = count
            return sendmsg(handle, &message, flags)
        }
    }

    /// The pointers stay valid as long as the pieces are held, which they are until they have been sent.
    private static func describe(
        _ piece: ByteBuffer, in vectors: UnsafeMutableBufferPointer<iovec>, at index: Int
    ) -> Int {
        piece.withUnsafeReadableBytes { bytes in
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            vectors.initializeElement(at: index, to: iovec(iov_base: start, iov_len: bytes.count))
            return index + 1
        }
    }

    private mutating func advance(by count: Int) {
        bytes -= count
        guard bytes > 0 else { return removeAll() }
        var left = count
        while let size = first?.readableBytes, left >= size {
            left -= size
            first = rest.popFirst()
        }
        first?.moveReaderIndex(forwardBy: left)
    }
}
