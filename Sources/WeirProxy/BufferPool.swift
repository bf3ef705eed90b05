import NIOCore

/// Buffers of one event loop, used again so that a response costs no allocation.
struct BufferPool {
    private static let limit = 32
    private static let capacityLimit = 128 * 1024
    private var free: [ByteBuffer] = []

    /// An empty buffer, with capacity if one is at hand.
    ///
    /// Storage that a channel still holds is left to it: clearing then gives the buffer storage of its own.
    mutating func take() -> ByteBuffer {
        guard var buffer = free.popLast() else { return ByteBuffer() }
        buffer.clear(minimumCapacity: 2048)
        return buffer
    }

    /// Takes back a buffer that has been written or read out.
    mutating func give(_ buffer: consuming ByteBuffer) {
        guard free.count < Self.limit, buffer.capacity > 0, buffer.capacity <= Self.capacityLimit else { return }
        free.append(buffer)
    }
}
