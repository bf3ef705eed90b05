import NIOCore

/// The part of a request's body that has been read from the client, kept so that another server can be sent it.
struct ReplayBuffer {
    /// In one piece: many small reads must not each keep a receive buffer alive.
    private(set) var bytes = ByteBuffer()
    private var hasOutgrown = false
    private var limit = 0

    /// Empty again.
    /// - Parameter limit: bytes that may be kept.
    mutating func reset(limit: Int) {
        if bytes.capacity > 0 { bytes = ByteBuffer() }
        hasOutgrown = false
        self.limit = limit
    }

    /// False once the body has outgrown the limit: nothing is kept then, and nothing can be sent again.
    mutating func keep(_ part: ByteBuffer) -> Bool {
        guard !hasOutgrown else { return false }
        guard bytes.readableBytes + part.readableBytes <= limit else {
            hasOutgrown = true
            bytes = ByteBuffer()
            return false
        }
        bytes.writeImmutableBuffer(part)
        return true
    }
}
