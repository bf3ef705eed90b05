import NIOCore
import WeirCore

/// Body bytes of one stream that wait for room in the peer's windows, in order, and what follows them.
struct HTTP2StreamOutput {
    /// What follows the last byte.
    enum End {
        /// More bytes may come. Next: any other.
        case open
        /// Nothing.
        case ended
        /// A trailer section.
        case trailers(FieldBlock)
        /// The stream is reset: the message is not whole.
        case cut(HTTP2ErrorCode)
    }

    /// Up to this size a part is copied behind the last one: each alone would hold a buffer made for many.
    private static let gatherLimit = 16 * 1024

    private(set) var bytes = 0
    var end = End.open
    /// The part that is sent first; nil: nothing waits. `rest` is empty in the usual case of one part.
    private var first: ByteBuffer?
    private var rest = CircularBuffer<ByteBuffer>()

    mutating func append(_ part: consuming ByteBuffer) {
        let count = part.readableBytes
        guard count > 0 else { return }
        if bytes == 0 {
            first = part
        } else if rest.isEmpty, let size = first?.readableBytes, size + count <= Self.gatherLimit {
            first?.writeImmutableBuffer(part)
        } else if let size = rest.last?.readableBytes, size + count <= Self.gatherLimit {
            // Out of the list and back, so that it is written to without a copy.
            var last = rest.removeLast()
            last.writeImmutableBuffer(part)
            rest.append(last)
        } else {
            rest.append(part)
        }
        bytes += count
    }

    /// Moves the first `count` bytes, of which there must be as many.
    mutating func move(_ count: Int, to output: inout ByteBuffer) {
        var left = min(count, bytes)
        bytes -= left
        while left > 0, let size = first?.readableBytes {
            guard size > left else {
                if let part = first { output.writeImmutableBuffer(part) }
                first = rest.popFirst()
                left -= size
                continue
            }
            if let part = first?.readSlice(length: left) { output.writeImmutableBuffer(part) }
            left = 0
        }
    }

    mutating func removeAll() {
        bytes = 0
        first = nil
        if !rest.isEmpty { rest = CircularBuffer() }
    }
}
