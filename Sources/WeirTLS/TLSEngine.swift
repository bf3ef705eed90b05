public import NIOCore

/// One connection's TLS: ciphertext in, plaintext out, and back.
public final class TLSEngine {
    /// Nil until the handshake is completed.
    public private(set) var session: TLSSessionInfo?
    /// What the client asked for, known from its first message on, also if the handshake then fails.
    public private(set) var serverName: String?

    /// Serves one connection.
    public init(context: TLSContext) throws(TLSFailure) {}

    /// Hands over what came from the peer; `read` uses it up. Copies nothing if the last was used up.
    public func receive(_ ciphertext: consuming ByteBuffer) {}

    /// Goes on with the handshake, or appends decrypted bytes to `plaintext`, about `limit` at most.
    public func read(into plaintext: inout ByteBuffer, limit: Int = 65_536) -> TLSReadStep { .needMore }

    /// Encrypts all readable bytes and takes them from the buffer. One record for each 16 KiB: gather small writes.
    public func write(_ plaintext: inout ByteBuffer) throws(TLSFailure) {}

    /// Encrypts all bytes.
    public func write(_ plaintext: RawSpan) throws(TLSFailure) {}

    /// Whether `takeOutbound` has something.
    public var hasOutbound: Bool { false }

    /// Bytes for the peer: to be asked for after each `read`, `write` and `shutdown`, also after a failure.
    public func takeOutbound() -> ByteBuffer? { nil }

    /// Puts close_notify into the outbound bytes, once. Nothing can be written any more; reading goes on.
    public func shutdown() {}

    /// The peer's stream has ended, and `read` has said `needMore` or `closed`.
    public func inputClosed() -> TLSInputEnd { .truncated }
}
