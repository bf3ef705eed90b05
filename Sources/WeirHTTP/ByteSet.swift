/// A set of ASCII bytes that answers without memory access. Bytes from 128 on are in none.
struct ByteSet: Sendable {
    /// Bit n: byte n.
    private let low: UInt64
    /// Bit n: byte 64 + n.
    private let high: UInt64

    /// `tchar`, of which names and methods are made (RFC 9110 §5.6.2).
    static let token = ByteSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)
    /// What may stand in a request target: visible characters but `#`, which no target has (RFC 9112 §3.2). More than
    /// RFC 3986 allows: browsers send `|` and `"` as they are.
    static let target = ByteSet(low: 0xffff_fff6_0000_0000, high: 0x7fff_ffff_ffff_ffff)
    /// `unreserved` (RFC 3986 §2.3).
    static let unreserved = ByteSet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe)
    /// `HEXDIG` in either case.
    static let hexDigit = ByteSet(low: 0x03ff_0000_0000_0000, high: 0x0000_007e_0000_007e)

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte & 0x40 == 0 ? low : high
        return byte < 0x80 && word &>> UInt64(byte & 0x3f) & 1 != 0
    }
}

extension UInt8 {
    /// SP or HTAB: what optional white space is made of (RFC 9110 §5.6.3).
    @inline(__always) var isBlank: Bool { self == 0x20 || self == 0x09 }

    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }

    /// The value of a hexadecimal digit; nil for any other byte.
    @inline(__always) var hexValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = self | 0x20
        return letter &- 0x61 < 6 ? letter &- 0x57 : nil
    }
}
