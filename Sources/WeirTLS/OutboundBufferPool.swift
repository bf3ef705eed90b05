import NIOCore

/// One spare buffer an event loop, so that writing allocates nothing as a rule and idle connections hold no buffer.
///
/// A buffer that was handed to the stream is kept here as well. The stream drops its reference when the bytes are
/// written, mostly at once; `ByteBuffer.clear` then finds the storage unshared and uses it again, and allocates anew
/// otherwise.
final class OutboundBufferPool {
    /// Stands where no buffer is held: all of a loop share it. `ByteBuffer()` shares its storage with all loops, whose
    /// counting of references to it would have them wait for each other.
    let hollow: ByteBuffer
    static let hollowCapacity = 1
    private var spare: ByteBuffer

    /// Larger buffers are left to those who hold them.
    private static let largestKept = 128 * 1024
    private static let smallest = 4096

    init() {
        hollow = ByteBufferAllocator().buffer(capacity: Self.hollowCapacity)
        spare = hollow
    }

    /// An empty buffer with room for so many bytes. The caller owns it until it comes back by `handedOver`.
    func take(capacity: Int) -> ByteBuffer {
        var buffer = hollow
        swap(&buffer, &spare)
        buffer.clear(minimumCapacity: max(capacity, Self.smallest))
        return buffer
    }

    /// The buffer is on its way to the socket.
    func handedOver(_ buffer: ByteBuffer) {
        if buffer.capacity <= Self.largestKept { spare = buffer }
    }
}
