public import NIOCore
public import WeirCore

/// Writes a request's head to a server: HTTP/1.1, every byte of framing our own (RFC 9110 §7.6).
public enum RequestWriter {
    /// Appends the head.
    ///
    /// - Parameter framing: `body` is what will be written after the head, chunks by `ChunkWriter`; `upgrade` lets
    ///   `Upgrade` pass; `expectsContinue` passes the expectation on.
    public static func write(
        _ head: RequestHead, framing: RequestFraming, facts: ForwardingFacts, into output: inout ByteBuffer
    ) {}

    /// Whether `Max-Forwards` says that this OPTIONS request is for Weir itself (RFC 9110 §7.6.2).
    public static func isForUs(_ head: RequestHead) -> Bool { false }
}
