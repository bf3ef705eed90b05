/// SHA-1 (FIPS 180-4 §6.1), for WebSocket's handshake alone (RFC 6455 §4.2.2): it protects nothing.
public enum SHA1 {
    /// The digest's 20 bytes.
    public static func digest(of message: [UInt8]) -> [UInt8] {
        var state: State = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        let padded = padded(message)
        for start in stride(from: 0, to: padded.count, by: 64) { compress(padded.span, from: start, into: &state) }
        var digest: [UInt8] = []
        digest.reserveCapacity(20)
        for index in 0..<5 { append(state[index], to: &digest) }
        return digest
    }

    private typealias State = InlineArray<5, UInt32>

    /// A one bit, zeros, and the length in bits, up to a multiple of 64 bytes.
    private static func padded(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) &<< 3
        append(UInt32(truncatingIfNeeded: bits >> 32), to: &padded)
        append(UInt32(truncatingIfNeeded: bits), to: &padded)
        return padded
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }

    private static func compress(_ bytes: Span<UInt8>, from start: Int, into state: inout State) {
        var words = InlineArray<80, UInt32>(repeating: 0)
        for index in 0..<64 { words[index >> 2] = words[index >> 2] &<< 8 | UInt32(bytes[start + index]) }
        for round in 16..<80 {
            words[round] = rotate(words[round - 3] ^ words[round - 8] ^ words[round - 14] ^ words[round - 16], 1)
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for round in 0..<80 {
            let mixed = rotate(a, 5) &+ function(round, b, c, d) &+ e &+ words[round]
            (e, d, c, b, a) = (d, c, rotate(b, 30), a, mixed)
        }
        state[0] &+= a
        state[1] &+= b
        state[2] &+= c
        state[3] &+= d
        state[4] &+= e
    }

    /// FIPS 180-4 §4.1.1 and §4.2.1: the round's function and its constant.
    private static func function(_ round: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt32 {
        if round < 20 { return (b & c ^ ~b & d) &+ 0x5a82_7999 }
        if round < 40 { return (b ^ c ^ d) &+ 0x6ed9_eba1 }
        if round < 60 { return (b & c ^ b & d ^ c & d) &+ 0x8f1b_bcdc }
        return (b ^ c ^ d) &+ 0xca62_c1d6
    }

    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value &<< count | value &>> (32 &- count)
    }
}
