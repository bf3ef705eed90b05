/// A range of addresses that share their first bits (CIDR, RFC 4632).
public struct Network: Sendable, Hashable, CustomStringConvertible {
    public let address: IPAddress
    /// Leading bits that count: 0 to 32 for IPv4, 0 to 128 for IPv6.
    public let prefixLength: Int

    /// Nil when the length does not fit the family or bits after the prefix are set (`10.0.0.1/8`).
    public init?(address: IPAddress, prefixLength: Int) {
        guard prefixLength >= 0, prefixLength <= (address.isV4 ? 32 : 128) else { return nil }
        self.address = address
        self.prefixLength = prefixLength
        let mask = self.mask
        guard address.high & ~mask.high == 0, address.low & ~mask.low & Self.width(of: address) == 0 else { return nil }
    }

    /// `10.0.0.0/8`, `2001:db8::/32`, or an address alone, meaning just that one.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        if parts.count == 1 {
            self.init(address: address, prefixLength: address.isV4 ? 32 : 128)
        } else {
            guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(parts[1]) else { return nil }
            self.init(address: address, prefixLength: length)
        }
    }

    /// Whether an address is in the range; an address of the other family never is.
    public func contains(_ other: IPAddress) -> Bool {
        guard other.isV4 == address.isV4 else { return false }
        let mask = self.mask
        return other.high & mask.high == address.high && other.low & mask.low == address.low
    }

    public var description: String {
        "\(address)/\(prefixLength)"
    }

    /// The bits that count, laid out as in `IPAddress`.
    private var mask: (high: UInt64, low: UInt64) {
        if address.isV4 {
            return (0, prefixLength == 0 ? 0 : UInt64(UInt32.max << UInt32(32 - prefixLength)))
        }
        let high = prefixLength == 0 ? 0 : UInt64.max << UInt64(max(0, 64 - prefixLength))
        let low = prefixLength <= 64 ? 0 : UInt64.max << UInt64(128 - prefixLength)
        return (high, low)
    }

    private static func width(of address: IPAddress) -> UInt64 {
        address.isV4 ? UInt64(UInt32.max) : UInt64.max
    }
}
