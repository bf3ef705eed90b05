import WeirCore

/// `HTTP-version SP status-code [SP [reason]]` (RFC 9112 §4). The space before an absent reason may be missing too:
/// some servers leave it out, and nothing depends on it.
struct StatusLine: Sendable {
    var version: HTTPVersion
    var status: Int
    var reason: ByteRange

    /// - Parameter end: offset of the line's CR; controls have been ruled out.
    init?(_ bytes: Span<UInt8>, end: Int) {
        guard end >= 12, Self.isPossible(bytes), bytes[5] == UInt8(ascii: "1"), bytes[6] == UInt8(ascii: "."),
            bytes[7].isDigit, bytes[8] == 0x20, let status = Bytes.decimal(bytes, ByteRange(9, 12)),
            (100...599).contains(status)
        else { return nil }
        guard end == 12 || bytes[12] == 0x20 else { return nil }
        version = bytes[7] == UInt8(ascii: "0") ? .http1_0 : .http1_1
        self.status = Int(status)
        reason = ByteRange(min(13, end), end)
    }

    /// Whether the bytes there are can begin a status line.
    static func isPossible(_ bytes: Span<UInt8>) -> Bool {
        let end = min(bytes.count, 5)
        switch end {
        case 0: return true
        case 1: return bytes[0] == UInt8(ascii: "H")
        case 2: return Bytes.equal(bytes, 0, end, "HT")
        case 3: return Bytes.equal(bytes, 0, end, "HTT")
        case 4: return Bytes.equal(bytes, 0, end, "HTTP")
        default: return Bytes.equal(bytes, 0, end, "HTTP/")
        }
    }
}
