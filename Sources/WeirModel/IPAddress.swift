/// An IPv4 or IPv6 address. IPv4 addresses mapped into IPv6 (`::ffff:a.b.c.d`) are held as IPv4, so that one client is
/// one value.
public struct IPAddress: Sendable, Hashable {
    /// The address as 128 bits in network order; an IPv4 address is held in the lowest 32 bits of `low`.
    public let high: UInt64
    public let low: UInt64
    public let isV4: Bool

    /// From 128 bits of IPv6 in network order.
    public init(high: UInt64, low: UInt64) {
        let mapped = high == 0 && low >> 32 == 0xffff
        self.high = high
        self.low = mapped ? low & 0xffff_ffff : low
        self.isV4 = mapped
    }

    /// From 32 bits in network order, `a` being the most significant byte of `a.b.c.d`.
    public init(v4: UInt32) {
        self.high = 0
        self.low = UInt64(v4)
        self.isV4 = true
    }

    public var isLoopback: Bool {
        isV4 ? low >> 24 == 127 : high == 0 && low == 1
    }

    /// `0.0.0.0` or `::`.
    public var isUnspecified: Bool {
        high == 0 && low == 0
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, or the canonical text of RFC 5952.
    public var description: String {
        isV4 ? describeV4() : describeV6()
    }

    private func describeV4() -> String {
        String(unsafeUninitializedCapacity: 15) { text in
            var count = 0
            for shift in stride(from: 24, through: 0, by: -8) {
                if count > 0 { Self.append(UInt8(ascii: "."), to: text, &count) }
                let octet = UInt8(truncatingIfNeeded: low >> UInt64(shift))
                if octet >= 100 { Self.append(UInt8(ascii: "0") + octet / 100, to: text, &count) }
                if octet >= 10 { Self.append(UInt8(ascii: "0") + octet / 10 % 10, to: text, &count) }
                Self.append(UInt8(ascii: "0") + octet % 10, to: text, &count)
            }
            return count
        }
    }

    private static func append(_ byte: UInt8, to text: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int) {
        text[count] = byte
        count += 1
    }

    private func describeV6() -> String {
        let groups = (0..<8).map { index in
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - 16 * (index % 4)))
        }
        guard let zeros = Self.longestZeroRun(in: groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let head = groups[..<zeros.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
        let tail = groups[zeros.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
        return head + "::" + tail
    }

    /// The first longest run of at least two zero groups (RFC 5952 §4.2).
    private static func longestZeroRun(in groups: [UInt16]) -> Range<Int>? {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best.count >= 2 ? best : nil
    }
}
