import COpenSSL
import NIOCore

/// The two ends of a connection's ciphertext as a `BIO`: OpenSSL reads from what the socket received and appends to
/// what it is to send, without a memory BIO's copy on each way.
///
/// Ownership: the `SSL` owns the `BIO`, the `BIO` points back here without owning. The engine owns both the `SSL` and
/// this object, and frees the `SSL` first.
final class RecordTransport {
    /// Received and not yet read by OpenSSL.
    private(set) var inbound: ByteBuffer
    /// Written by OpenSSL and not yet taken by the driver.
    private(set) var outbound: ByteBuffer

    private let pool: OutboundBufferPool

    init(pool: OutboundBufferPool) {
        self.pool = pool
        inbound = pool.hollow
        outbound = pool.hollow
    }

    /// A `BIO` on this transport; the caller owns it. Nil: out of memory.
    func makeBIO() -> OpaquePointer? {
        guard let method = unsafe Self.method, let bio = unsafe BIO_new(method) else { return nil }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    /// Takes the buffer over, or copies it behind what is still unread.
    func receive(_ ciphertext: consuming ByteBuffer) {
        if inbound.readableBytes == 0 {
            inbound = ciphertext
        } else {
            // A buffer that is never quite used up would grow for ever.
            if inbound.readerIndex > inbound.readableBytes { inbound.discardReadBytes() }
            inbound.writeImmutableBuffer(ciphertext)
        }
    }

    /// Forgets what was received, and with it the reference to the loop's buffer.
    func releaseInbound() {
        inbound = pool.hollow
    }

    /// Makes room, so that the records that follow are appended without growing.
    func reserveOutbound(_ bytes: Int) {
        if outbound.readableBytes == 0 {
            outbound = pool.take(capacity: bytes)
        } else {
            outbound.reserveCapacity(minimumWritableBytes: bytes)
        }
    }

    /// What is to be sent; nil: nothing.
    func takeOutbound() -> ByteBuffer? {
        guard outbound.readableBytes > 0 else { return nil }
        var taken = pool.hollow
        swap(&taken, &outbound)
        pool.handedOver(taken)
        return taken
    }

    private func read(into destination: UnsafeMutableRawBufferPointer) -> Int {
        unsafe inbound.readWithUnsafeReadableBytes { source in
            let count = min(source.count, destination.count)
            unsafe destination.copyMemory(from: UnsafeRawBufferPointer(rebasing: source.prefix(count)))
            return count
        }
    }

    private func write(_ source: UnsafeRawBufferPointer) {
        if outbound.capacity <= OutboundBufferPool.hollowCapacity { outbound = pool.take(capacity: source.count) }
        unsafe outbound.writeBytes(source)
    }

    /// Runs with the transport that a `BIO` points to, which outlives it.
    private static func with<Result>(_ bio: OpaquePointer?, _ body: (RecordTransport) -> Result) -> Result? {
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<RecordTransport>.fromOpaque(data)._withUnsafeGuaranteedRef { body($0) }
    }

    // Set up once, never changed afterwards, never freed; nil: out of memory.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        let kind = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard kind != -1, let method = unsafe BIO_meth_new(kind, "weir") else { return nil }
        unsafe BIO_meth_set_read(method) { bio, destination, count in
            guard let destination = unsafe destination, count > 0 else { return 0 }
            unsafe weir_bio_clear_retry_flags(bio)
            let target = unsafe UnsafeMutableRawBufferPointer(start: destination, count: Int(count))
            let moved = unsafe RecordTransport.with(bio) { unsafe $0.read(into: target) } ?? 0
            guard moved == 0 else { return Int32(moved) }
            unsafe weir_bio_set_retry_read(bio)
            return -1
        }
        unsafe BIO_meth_set_write(method) { bio, source, count in
            guard let source = unsafe source, count > 0 else { return 0 }
            let bytes = unsafe UnsafeRawBufferPointer(start: source, count: Int(count))
            unsafe RecordTransport.with(bio) { unsafe $0.write(bytes) }
            return count
        }
        unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in
            // Nothing is held back, so a flush has always happened. No other request is understood.
            command == BIO_CTRL_FLUSH ? 1 : 0
        }
        return unsafe method
    }()
}
