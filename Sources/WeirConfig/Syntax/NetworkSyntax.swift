internal import WeirModel

/// Networks: `10.0.0.0/8`, `2001:db8::/32`, or one address.
enum NetworkSyntax {
    /// An address with or without a prefix length.
    static func parse(_ text: String) throws(ScalarProblem) -> Network {
        if let network = Network(text) { return network }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else {
            throw ScalarProblem("is not a network", hint: "such as 10.0.0.0/8, 2001:db8::/32 or 192.0.2.7")
        }
        let width = address.isV4 ? 32 : 128
        let offset = parts[0].utf8.count + 1
        guard parts.count == 2, let length = Int(parts[1]), (0...width).contains(length) else {
            throw ScalarProblem("has a prefix length that is not between 0 and \(width)", offset: offset)
        }
        let meant = base(of: address, length: length).map { "did you mean \($0)?" }
        throw ScalarProblem("has bits set after its prefix", hint: meant)
    }

    private static func base(of address: IPAddress, length: Int) -> Network? {
        if address.isV4 {
            let mask = length == 0 ? 0 : UInt32.max << UInt32(32 - length)
            return Network(address: IPAddress(v4: UInt32(truncatingIfNeeded: address.low) & mask), prefixLength: length)
        }
        let high = length == 0 ? 0 : UInt64.max << UInt64(max(0, 64 - length))
        let low = length <= 64 ? 0 : UInt64.max << UInt64(128 - length)
        return Network(address: IPAddress(high: address.high & high, low: address.low & low), prefixLength: length)
    }
}
