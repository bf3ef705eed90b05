import COpenSSL
public import NIOCore

/// One connection's TLS: ciphertext in, plaintext out, and back. It does no I/O; belongs to one event loop.
///
/// A driver calls `receive` with what the socket gave, then `read` until it gets anything but `plaintext` or
/// `handshakeCompleted`, then sends what `takeOutbound` gives. `write` and `shutdown` are followed by `takeOutbound`
/// too. Under backpressure the driver stops reading from the socket: an engine is bounded by `inputLimit` only.
///
/// Ownership: the engine owns the `SSL` and the transport that the `SSL`'s `BIO` points to, and frees the `SSL`
/// first. The `SSL` and its contexts point back to the engine and the `TLSContext` without owning them; the engine
/// holds the latter.
@safe
public final class TLSEngine {
    /// Ciphertext that may wait unread, in bytes. A driver that reads after each `receive` never gets near.
    public static let inputLimit = 1 << 20
    /// Ciphertext that may wait to be taken, in bytes. A driver that takes after each call never gets near.
    public static let outboundLimit = 1 << 28

    /// Nil until the handshake is completed.
    public private(set) var session: TLSSessionInfo?
    /// What the client asked for, known from its first message on, also if the handshake then fails; in lower case.
    public internal(set) var serverName: String?

    /// What a callback refused within the call that is under way, which OpenSSL's error does not tell.
    var refusal: TLSFailure.Kind?
    /// The last fatal alert that was written.
    var alertSent: TLSAlert?
    /// Whether the certificate in use is for `serverName`.
    var serverNameFits = false

    let ssl: OpaquePointer
    let transport: RecordTransport
    private let context: AnyObject
    private let cipherNames: CipherNames
    private var state: State
    private var writing = Writing.open
    /// OpenSSL has used up what was received, and holds the beginning of a record at most.
    private var isStarved = false
    /// Plaintext that OpenSSL does not take while a peer has sent half of a post-handshake message.
    private var deferred = ByteBuffer()

    private enum State {
        /// The server's start: nothing was received that tells TLS from plain HTTP. Next: handshaking, failed.
        case fresh
        /// Next: open, closed, failed.
        case handshaking
        /// Next: closed, failed.
        case open
        /// The peer's close_notify has come. Next: failed, by a write.
        case closed
        /// For good.
        case failed(TLSFailure)
    }

    private enum Writing {
        /// Next: shut.
        case open
        /// Our close_notify is out, or was asked for while it could not be.
        case shut
    }

    /// Serves one connection with the context's certificates.
    public convenience init(context: TLSContext) throws(TLSFailure) {
        unsafe try self.init(role: .server, sslContext: context.defaultContext, owner: context, loop: context.loop)
    }

    /// The engine owns a new `SSL` of `sslContext`; `owner` keeps alive what that one's callbacks point to.
    init(
        role: Role, sslContext: OpaquePointer, owner: AnyObject, loop: TLSLoopResources
    ) throws(TLSFailure) {
        let transport = RecordTransport(pool: loop.buffers)
        guard let ssl = unsafe SSL_new(sslContext) else { throw OpenSSLErrors.failure("SSL_new") }
        guard let bio = unsafe transport.makeBIO() else {
            unsafe SSL_free(ssl)
            throw OpenSSLErrors.failure("BIO_new")
        }
        unsafe SSL_set_bio(ssl, bio, bio)
        unsafe self.ssl = unsafe ssl
        self.transport = transport
        context = owner
        cipherNames = loop.cipherNames
        switch role {
        case .server:
            unsafe SSL_set_accept_state(ssl)
            state = .fresh
        case .client:
            unsafe SSL_set_connect_state(ssl)
            state = .handshaking
        }
        unsafe SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
    }

    enum Role { case server, client }

    deinit {
        unsafe SSL_free(ssl)
    }

    /// Hands over what came from the peer; `read` uses it up. Copies nothing if the last was used up.
    public func receive(_ ciphertext: consuming ByteBuffer) {
        switch state {
        case .closed, .failed: return
        case .fresh, .handshaking, .open: break
        }
        guard transport.inbound.readableBytes + ciphertext.readableBytes <= Self.inputLimit else {
            fail(TLSFailure(.overflow, detail: "too much ciphertext is waiting to be read"))
            return
        }
        isStarved = false
        transport.receive(ciphertext)
    }

    /// Whether `read` may say anything else than `needMore` just now; costs less than to ask it.
    public var hasUnread: Bool {
        switch state {
        case .open: mayDecrypt
        case .fresh, .handshaking, .closed, .failed: true
        }
    }

    /// Bytes of plaintext that are likely to be read next.
    public var expectedBytes: Int { transport.inbound.readableBytes }

    /// Goes on with the handshake, or appends decrypted bytes to `plaintext`: one record after the other until it has
    /// appended `limit` bytes or more, by a record (16 KiB) at most.
    public func read(into plaintext: inout ByteBuffer, limit: Int = 65_536) -> TLSReadStep {
        switch state {
        case .fresh: return begin()
        case .handshaking: return handshake()
        case .open: return decrypt(into: &plaintext, limit: limit)
        case .closed: return .closed
        case .failed(let failure): return .failed(failure)
        }
    }

    /// Encrypts all readable bytes and takes them from the buffer. One record for each 16 KiB: gather small writes.
    /// Throws `misuse` before the handshake is completed and after `shutdown`.
    public func write(_ plaintext: inout ByteBuffer) throws(TLSFailure) {
        let failure = unsafe plaintext.withUnsafeReadableBytes { unsafe encrypt($0) }
        if let failure { throw failure }
        plaintext.moveReaderIndex(forwardBy: plaintext.readableBytes)
    }

    /// Encrypts all bytes; as the other.
    public func write(_ plaintext: RawSpan) throws(TLSFailure) {
        let failure = unsafe plaintext.withUnsafeBytes { unsafe encrypt($0) }
        if let failure { throw failure }
    }

    /// Whether `takeOutbound` has something.
    public var hasOutbound: Bool { transport.outbound.readableBytes > 0 }

    /// Bytes for the peer, to be sent in this order; nil: none. Also after a failure: the alert that tells the peer.
    public func takeOutbound() -> ByteBuffer? {
        transport.takeOutbound()
    }

    /// Puts close_notify into the outbound bytes, once. Nothing can be written any more; reading goes on. Before the
    /// end of the handshake and after a failure there is nobody to tell, and nothing happens.
    public func shutdown() {
        guard case .open = writing else { return }
        writing = .shut
        switch state {
        case .fresh, .handshaking, .failed: return
        case .open, .closed: break
        }
        flushDeferred()
        OpenSSLErrors.clear()
        if unsafe SSL_shutdown(ssl) < 0 { OpenSSLErrors.clear() }
    }

    /// The peer's stream has ended, after `read` has said `needMore`, `closed` or `failed`.
    public func inputClosed() -> TLSInputEnd {
        switch state {
        case .closed: .clean
        case .fresh, .handshaking, .open, .failed: .truncated
        }
    }
}

extension TLSEngine {
    private func begin() -> TLSReadStep {
        switch PlainHTTPDetector.judge(transport.inbound.readableBytesView) {
        case .undecided: return .needMore
        case .plainHTTP:
            let failure = TLSFailure(.plainHTTP, detail: "a clear-text HTTP request on a TLS port")
            fail(failure)
            return .failed(failure)
        case .other:
            state = .handshaking
            return handshake()
        }
    }

    private func handshake() -> TLSReadStep {
        OpenSSLErrors.clear()
        let result = unsafe SSL_do_handshake(ssl)
        releaseUsedInput()
        guard result == 1 else { return step(after: result) }
        session = describeSession()
        state = .open
        return .handshakeCompleted
    }

    private func decrypt(into plaintext: inout ByteBuffer, limit: Int) -> TLSReadStep {
        var total = 0
        var last = TLSReadStep.needMore
        // At once: a buffer that grows by one record after the other is copied each time.
        plaintext.reserveCapacity(minimumWritableBytes: min(transport.inbound.readableBytes, limit))
        while total < limit, mayDecrypt {
            OpenSSLErrors.clear()
            let waiting = unsafe transport.inbound.readableBytes + Int(SSL_pending(ssl))
            let room = min(max(waiting, Self.smallestRead), Self.recordLimit)
            var result: Int32 = 0
            let count = unsafe plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
                var count = 0
                result = unsafe SSL_read_ex(ssl, target.baseAddress, target.count, &count)
                return result == 1 ? count : 0
            }
            guard result == 1 else {
                last = step(after: result)
                break
            }
            total += count
        }
        releaseUsedInput()
        if deferred.readableBytes > 0 { flushDeferred() }
        // What else the call found out is kept in `state`, and said by the next one.
        return total > 0 ? .plaintext(total) : last
    }

    // A record's beginning is pending too, but nothing can come of it: to ask would cost the reader a buffer.
    private var mayDecrypt: Bool {
        unsafe !isStarved && (transport.inbound.readableBytes > 0 || SSL_has_pending(ssl) == 1)
    }

    /// Bytes of plaintext that a record holds at most (RFC 8446 §5.1).
    private static var recordLimit: Int { 16_384 }
    /// Bytes; room that is made even if little was received, for a record that began earlier.
    private static var smallestRead: Int { 1024 }
    /// Header, explicit nonce, tag and content type: what AEAD records add, rounded up, in bytes.
    private static var recordOverhead: Int { 64 }
    /// Bytes of plaintext that wait for a stalling peer at most.
    private static var deferredLimit: Int { 1 << 20 }

    // The loop uses its receive buffer again only once nobody else holds it.
    private func releaseUsedInput() {
        if transport.inbound.readableBytes == 0 { transport.releaseInbound() }
    }

    private func encrypt(_ plaintext: UnsafeRawBufferPointer) -> TLSFailure? {
        switch (state, writing) {
        case (.failed(let failure), _): return failure
        case (.fresh, _), (.handshaking, _):
            return TLSFailure(.misuse, detail: "write before the handshake is completed")
        case (.open, .shut), (.closed, .shut): return TLSFailure(.misuse, detail: "write after shutdown")
        case (.open, .open), (.closed, .open): break
        }
        guard plaintext.count > 0 else { return nil }
        guard session != nil else { return TLSFailure(.misuse, detail: "write after the peer broke off the handshake") }
        flushDeferred()
        if deferred.readableBytes > 0 { return unsafe hold(plaintext) }
        return unsafe encryptNow(plaintext)
    }

    private func encryptNow(_ plaintext: UnsafeRawBufferPointer) -> TLSFailure? {
        let records = plaintext.count / Self.recordLimit + 1
        let size = plaintext.count + records * Self.recordOverhead
        guard transport.outbound.readableBytes + size <= Self.outboundLimit else {
            return fail(TLSFailure(.overflow, detail: "too much ciphertext is waiting to be sent"))
        }
        transport.reserveOutbound(size)
        OpenSSLErrors.clear()
        var written = 0
        // All or nothing: the transport never blocks, and partial writes are off.
        let result = unsafe SSL_write_ex(ssl, plaintext.baseAddress, plaintext.count, &written)
        if result == 1 { return nil }
        switch step(after: result, isWrite: true) {
        case .failed(let failure): return failure
        case .needMore: return unsafe hold(plaintext)
        case .plaintext, .handshakeCompleted, .closed: return nil
        }
    }

    private func hold(_ plaintext: UnsafeRawBufferPointer) -> TLSFailure? {
        guard deferred.readableBytes + plaintext.count <= Self.deferredLimit else {
            return fail(TLSFailure(.overflow, detail: "the peer has stalled writing by half of a message"))
        }
        unsafe deferred.writeBytes(plaintext)
        return nil
    }

    private func flushDeferred() {
        guard deferred.readableBytes > 0 else { return }
        var waiting = ByteBuffer()
        swap(&waiting, &deferred)
        _ = unsafe waiting.withUnsafeReadableBytes { unsafe encryptNow($0) }
    }

    private func step(after result: Int32, isWrite: Bool = false) -> TLSReadStep {
        let reason = unsafe SSL_get_error(ssl, result)
        if reason == SSL_ERROR_WANT_READ {
            if !isWrite { isStarved = transport.inbound.readableBytes == 0 }
            return .needMore
        }
        if reason == SSL_ERROR_ZERO_RETURN, !isWrite {
            state = .closed
            transport.releaseInbound()
            return .closed
        }
        let failure = describeFailure()
        fail(failure)
        return .failed(failure)
    }

    @discardableResult
    private func fail(_ failure: TLSFailure) -> TLSFailure {
        state = .failed(failure)
        transport.releaseInbound()
        deferred = ByteBuffer()
        return failure
    }

    private func describeFailure() -> TLSFailure {
        let entry = OpenSSLErrors.take()
        if let refusal { return TLSFailure(refusal, detail: entry.text, alert: alertSent) }
        if let alert = entry.peerAlert { return TLSFailure(.alertReceived, detail: entry.text, alert: alert) }
        let kind: TLSFailure.Kind =
            if entry.isSSL(SSL_R_NO_APPLICATION_PROTOCOL) {
                .noApplicationProtocol
            } else if entry.isAllocationFailure {
                .inside
            } else {
                .badProtocol
            }
        return TLSFailure(kind, detail: entry.text, alert: alertSent)
    }

    private func describeSession() -> TLSSessionInfo {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &length)
        let selected = unsafe UnsafeBufferPointer(start: name, count: Int(length))
        return unsafe TLSSessionInfo(
            version: SSL_version(ssl) == TLS1_3_VERSION ? .v1_3 : .v1_2,
            cipher: cipherNames.name(of: unsafe SSL_get_current_cipher(ssl)),
            serverName: serverName,
            applicationProtocol: unsafe selected.isEmpty ? nil : String(decoding: selected, as: UTF8.self),
            resumed: SSL_session_reused(ssl) == 1
        )
    }
}
