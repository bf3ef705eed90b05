import WeirCore
import WeirModel

/// The host and optional port of a request target or a `Host` field (RFC 3986 §3.2).
enum Authority {
    /// The host's range within an authority. Nil when the authority is none that Weir takes:
    ///
    /// the host is empty, is neither an IPv6 literal in brackets nor made of unreserved and percent-encoded characters
    /// (RFC 3986 would also allow `!$&'()*+,;=`, which no name in use has and several parsers trip over), user
    /// information stands before it (RFC 9110 §4.2.4), or the port is no number up to 65535.
    static func host(in authority: ByteRange, of bytes: [UInt8]) -> ByteRange? {
        let start = Int(authority.lower)
        let end = Int(authority.upper)
        guard start < end else { return nil }
        let span = bytes.span
        let hostEnd = span[start] == UInt8(ascii: "[") ? literalEnd(bytes, start, end) : nameEnd(span, start, end)
        guard let hostEnd, hostEnd > start else { return nil }
        guard hostEnd == end || isPort(span, hostEnd, end) else { return nil }
        return ByteRange(start, hostEnd)
    }

    private static func nameEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var index = start
        while index < end {
            let byte = bytes[index]
            if ByteSet.unreserved.contains(byte) {
                index += 1
            } else if byte == UInt8(ascii: "%") {
                guard PercentEncoding.octet(bytes, index, end) != nil else { return nil }
                index += 3
            } else {
                return index
            }
        }
        return index
    }

    private static func literalEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
        var close = start + 1
        while close < end, bytes[close] != UInt8(ascii: "]") { close += 1 }
        guard close < end, bytes[start + 1..<close].contains(UInt8(ascii: ":")),
            IPAddress(bytes: bytes[start + 1..<close]) != nil
        else { return nil }
        return close + 1
    }

    /// `:` and up to five digits; none at all is allowed (RFC 3986 §3.2.3).
    private static func isPort(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard bytes[start] == UInt8(ascii: ":"), end - start <= 6 else { return false }
        if end == start + 1 { return true }
        guard let port = Bytes.decimal(bytes, ByteRange(start + 1, end)) else { return false }
        return port <= 65_535
    }
}
