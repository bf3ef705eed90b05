import NIOCore

/// Tells a clear-text HTTP request from a TLS record by a connection's first bytes.
enum PlainHTTPDetector {
    enum Verdict: Equatable {
        /// Too few bytes to say.
        case undecided
        case plainHTTP
        case other
    }

    /// Every method begins with four capitals, or three and a space: no TLS record does (RFC 8446 §5.1: 20 to 24),
    /// nor an SSL 2.0 hello, whose first byte is 128 or more.
    static func judge(_ bytes: ByteBufferView) -> Verdict {
        var count = 0
        for byte in bytes.prefix(4) {
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard isCapital || (count == 3 && byte == UInt8(ascii: " ")) else { return .other }
            count += 1
        }
        return count == 4 ? .plainHTTP : .undecided
    }
}
