public import NIOCore

/// Tells from a connection's first bytes whether the client speaks HTTP/2 (RFC 9113 §3.3–3.4).
public enum HTTP2Preface {
    /// What the bytes so far say.
    public enum Verdict: Sendable, Equatable {
        /// It may be; more bytes are needed.
        case undecided
        case http2
        case other
    }

    private static let text = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// - Parameter bytes: from the connection's start.
    public static func judge(_ bytes: ByteBufferView) -> Verdict {
        for (expected, byte) in zip(text, bytes) where expected != byte { return .other }
        return bytes.count < text.count ? .undecided : .http2
    }
}
