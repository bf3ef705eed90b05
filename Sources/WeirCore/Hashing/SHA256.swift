/// SHA-256 (FIPS 180-4) of a message that comes in pieces. It allocates nothing.
public struct SHA256: Sendable {
    private var state: SIMD8<UInt32>
    /// The block that is being filled, as big-endian words.
    private var block: InlineArray<16, UInt32>
    /// Bytes so far.
    private var count: UInt64

    public init() {
        self.init(resuming: Self.initialState, count: 0)
    }

    /// Goes on after `count` bytes, a multiple of 64, that led to `state`.
    init(resuming state: SIMD8<UInt32>, count: UInt64) {
        self.state = state
        self.count = count
        block = InlineArray(repeating: 0)
    }

    /// Takes one more byte of the message.
    public mutating func update(_ byte: UInt8) {
        let slot = Int(truncatingIfNeeded: count >> 2 & 15)
        // Four bytes push out whatever the word held before.
        block[slot] = block[slot] &<< 8 | UInt32(byte)
        count &+= 1
        if count & 63 == 0 { compress() }
    }

    /// Takes more bytes of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices { update(bytes[index]) }
    }

    /// Four bytes, the most significant first. Requires that the bytes so far are a multiple of four.
    mutating func update(word: UInt32) {
        block[Int(truncatingIfNeeded: count >> 2 & 15)] = word
        count &+= 4
        if count & 63 == 0 { compress() }
    }

    /// The digest of all that came: eight big-endian words, the first in lane 0.
    public consuming func finish() -> SIMD8<UInt32> {
        let bits = count &<< 3
        update(0x80)
        while count & 3 != 0 { update(0) }
        while count & 63 != 56 { update(word: 0) }
        update(word: UInt32(truncatingIfNeeded: bits >> 32))
        update(word: UInt32(truncatingIfNeeded: bits))
        return state
    }

    /// The state after whole blocks. Requires that the bytes so far are a multiple of 64.
    var stateAtBlockEnd: SIMD8<UInt32> { state }
}

extension SHA256 {
    /// FIPS 180-4 §6.2.2.
    private mutating func compress() {
        var work = WorkingVariables(state)
        for round in 0..<16 {
            work.step(Self.roundConstants[round] &+ block[round])
        }
        for round in 16..<64 {
            let early = block[(round &- 15) & 15]
            let late = block[(round &- 2) & 15]
            let sigma0 = Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ early &>> 3
            let sigma1 = Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ late &>> 10
            let word = block[round & 15] &+ sigma0 &+ block[(round &- 7) & 15] &+ sigma1
            block[round & 15] = word
            work.step(Self.roundConstants[round] &+ word)
        }
        state = state &+ work.lanes
    }

    /// a to h. Eight words rather than a vector: lanes are slow to take apart.
    private struct WorkingVariables {
        var a, b, c, d, e, f, g, h: UInt32

        init(_ state: SIMD8<UInt32>) {
            (a, b, c, d) = (state[0], state[1], state[2], state[3])
            (e, f, g, h) = (state[4], state[5], state[6], state[7])
        }

        var lanes: SIMD8<UInt32> { SIMD8(a, b, c, d, e, f, g, h) }

        mutating func step(_ input: UInt32) {
            let sum1 = SHA256.rotate(e, 6) ^ SHA256.rotate(e, 11) ^ SHA256.rotate(e, 25)
            let first = h &+ sum1 &+ (e & f ^ ~e & g) &+ input
            let sum0 = SHA256.rotate(a, 2) ^ SHA256.rotate(a, 13) ^ SHA256.rotate(a, 22)
            let second = sum0 &+ (a & b ^ a & c ^ b & c)
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
        }
    }

    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value &>> count | value &<< (32 &- count)
    }

    private static let initialState = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

    /// FIPS 180-4 §4.2.2.
    private static let roundConstants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
