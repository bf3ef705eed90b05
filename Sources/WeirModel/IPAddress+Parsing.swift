extension IPAddress {
    /// Reads dotted decimal (four numbers without leading zeros) or IPv6 text (RFC 4291 §2.2, no zone). Nil for
    /// anything else.
    public init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8)[...])
    }

    /// The same, from ASCII bytes.
    public init?(bytes: ArraySlice<UInt8>) {
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = Self.groups(of: bytes) else { return nil }
            let words = groups.map(UInt64.init)
            self.init(
                high: words[0] << 48 | words[1] << 32 | words[2] << 16 | words[3],
                low: words[4] << 48 | words[5] << 32 | words[6] << 16 | words[7])
        } else {
            guard let value = Self.dotted(bytes) else { return nil }
            self.init(v4: value)
        }
    }

    private static func dotted(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let number = decimalOctet(part) else { return nil }
            value = value << 8 | number
        }
        return value
    }

    private static func decimalOctet(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        guard (1...3).contains(bytes.count), bytes.count == 1 || bytes.first != UInt8(ascii: "0") else { return nil }
        var value: UInt32 = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
        }
        return value <= 255 ? value : nil
    }

    /// The eight groups of an IPv6 text, `::` filled in.
    private static func groups(of bytes: ArraySlice<UInt8>) -> [UInt16]? {
        guard let gap = firstDoubleColon(in: bytes) else {
            let groups = plainGroups(bytes, dottedEnd: true)
            return groups?.count == 8 ? groups : nil
        }
        let after = bytes[(gap + 2)...]
        guard firstDoubleColon(in: after) == nil,
            let head = gap == bytes.startIndex ? [] : plainGroups(bytes[..<gap], dottedEnd: false),
            let tail = after.isEmpty ? [] : plainGroups(after, dottedEnd: true),
            head.count + tail.count <= 7
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func firstDoubleColon(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: ":") }
    }

    /// Groups between single colons; with `dottedEnd` the last may be dotted decimal, then it counts as two.
    private static func plainGroups(_ bytes: ArraySlice<UInt8>, dottedEnd: Bool) -> [UInt16]? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if dottedEnd, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let value = dotted(part) else { return nil }
                groups += [UInt16(value >> 16), UInt16(value & 0xffff)]
            } else {
                guard let group = hexGroup(part) else { return nil }
                groups.append(group)
            }
        }
        return groups.count <= 8 ? groups : nil
    }

    private static func hexGroup(_ bytes: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(bytes.count) else { return nil }
        var value: UInt16 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
