public import WeirCore
public import WeirModel

/// Who the client is when trusted proxies stand before Weir.
public enum ClientAddress {
    /// The rightmost address of peer and `X-Forwarded-For` that is no trusted proxy's; where all are trusted, the
    /// leftmost.
    ///
    /// An entry that is no address (a port behind it is passed over) ends the search: what stands left of it is
    /// hearsay.
    public static func resolve(peer: IPAddress, trusted: [Network], fields: FieldBlock) -> IPAddress {
        var client = peer
        guard isTrusted(client, trusted) else { return client }
        for field in fields.fields.reversed() where field.known == .xForwardedFor {
            var end = Int(field.value.upper)
            while let entry = lastEntry(fields.bytes.span, Int(field.value.lower), &end) {
                guard let address = address(fields.bytes[entry.range]) else { return client }
                client = address
                guard isTrusted(client, trusted) else { return client }
            }
        }
        return client
    }

    private static func isTrusted(_ address: IPAddress, _ trusted: [Network]) -> Bool {
        trusted.contains { $0.contains(address) }
    }

    /// The last non-empty member before `end`, which moves to the front of it.
    private static func lastEntry(_ bytes: Span<UInt8>, _ start: Int, _ end: inout Int) -> ByteRange? {
        while end > start {
            var upper = end
            var lower = end
            while lower > start, bytes[lower - 1] != UInt8(ascii: ",") { lower -= 1 }
            end = lower - 1
            while lower < upper, bytes[lower].isBlank { lower += 1 }
            while lower < upper, bytes[upper - 1].isBlank { upper -= 1 }
            if lower < upper { return ByteRange(lower, upper) }
        }
        return nil
    }

    /// `a.b.c.d`, `a.b.c.d:port`, `v6`, `[v6]` or `[v6]:port`.
    private static func address(_ text: ArraySlice<UInt8>) -> IPAddress? {
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            return IPAddress(bytes: text[(text.startIndex + 1)..<close])
        }
        if let address = IPAddress(bytes: text) { return address }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return IPAddress(bytes: text[..<colon])
    }
}
