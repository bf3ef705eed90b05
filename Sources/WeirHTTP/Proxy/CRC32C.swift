/// The checksum that PROXY headers may carry: CRC with Castagnoli's polynomial (RFC 3720, appendix B.4).
enum CRC32C {
    private static let reversedPolynomial: UInt32 = 0x82f6_3b78

    /// Bit by bit: headers are short and come once a connection.
    static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ reversedPolynomial
            }
        }
        return ~remainder
    }
}
