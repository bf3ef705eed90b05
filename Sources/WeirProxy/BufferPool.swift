import NIOCore

/// Buffers of one event loop, used again so that a response costs no allocation.
struct BufferPool {
    private static let limit = 32
    private static let capacityLimit = 128 * 1024
    private static let smallest = 2048
    private var free: [ByteBuffer] = []
    /// Stands where no buffer is held: all of a loop share it. `ByteBuffer()` shares its storage with all loops, whose
    /// counting of references to it would have them wait for each other.
    let hollow = ByteBufferAllocator().buffer(capacity: ByteBuffer.hollowCapacity)

    /// An empty buffer, with capacity if one is at hand.
    ///
    /// Storage that a stream still holds is left to it: clearing then gives the buffer storage of its own.
    ///
    /// - Parameter capacity: bytes that a buffer from here has at least.
    mutating func take(capacity: Int = 0) -> ByteBuffer {
        guard var buffer = free.popLast() else { return ByteBuffer() }
        buffer.clear(minimumCapacity: max(capacity, Self.smallest))
        return buffer
    }

    /// Takes back a buffer that has been written or read out, and leaves `hollow` in its place.
    mutating func give(_ buffer: inout ByteBuffer) {
        guard !buffer.isHollow else { return }
        var given = hollow
        swap(&given, &buffer)
        guard free.count < Self.limit, given.capacity <= Self.capacityLimit else { return }
        free.append(given)
    }
}

extension ByteBuffer {
    fileprivate static let hollowCapacity = 1

    /// Nothing is held here: no buffer worth keeping, and no byte, for which that capacity would do.
    var isHollow: Bool { capacity <= Self.hollowCapacity && readableBytes == 0 }
}
