/// What one `TLSEngine.read` came to. The driver calls `read` again until it gets anything but the first two.
public enum TLSReadStep: Sendable, Equatable {
    /// So many bytes were appended to the caller's buffer; there may be more.
    case plaintext(Int)
    /// Comes once, before any plaintext: `TLSEngine.session` is set, `write` may be called.
    case handshakeCompleted
    /// All that was received is used up.
    case needMore
    /// The peer's close_notify: nothing more will come, but it may still be written to (RFC 8446 §6.1).
    case closed
    /// Outbound bytes may hold an alert that is to be sent before the connection is closed.
    case failed(TLSFailure)
}

/// What the end of the peer's byte stream means.
public enum TLSInputEnd: Sendable, Equatable {
    /// close_notify came before.
    case clean
    /// It did not: what was received may have been cut short by anybody (RFC 8446 §6.1).
    case truncated
}
