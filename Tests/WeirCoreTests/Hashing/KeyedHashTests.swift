import Testing

@testable import WeirCore

@Suite struct KeyedHashTests {
    private static let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)

    /// The authors' vectors: the message of length n is 00 01 … n-1.
    private static let vectors: [UInt64] = [
        0x726f_db47_dd0e_0e31, 0x74f8_39c5_93dc_67fd, 0x0d6c_8009_d9a9_4f5a, 0x8567_6696_d7fb_7e2d,
        0xcf27_94e0_2771_87b7, 0x1876_5564_cd99_a68d, 0xcbc9_466e_58fe_e3ce, 0xab02_00f5_8b01_d137,
        0x93f5_f579_9a93_2462, 0x9e00_82df_0ba9_e4b0, 0x7a5d_bbc5_94dd_b9f3, 0xf4b3_2f46_226b_ada7,
        0x751e_8fbc_860e_e5fb, 0x14ea_5627_c084_3d90, 0xf723_ca90_8e7a_f2ee, 0xa129_ca61_49be_45e5,
    ]

    @Test func theAuthorsVectors() {
        for (count, expected) in Self.vectors.enumerated() {
            let message = (0..<count).map { UInt8($0) }
            #expect(KeyedHash.sipHash24(key: Self.key, message.span) == expected)
        }
    }

    @Test func piecesMakeNoDifference() {
        var random = RandomSource(seed: 4)
        let message = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let whole = KeyedHash.sipHash24(key: Self.key, message.span)
        for offset in 0..<20 {
            var hash = SipHash24(key: Self.key)
            hash.update(message.span.extracting(0..<offset))
            for start in stride(from: offset, to: offset + 40, by: 8) {
                hash.update(word: Self.word(message, at: start))
            }
            hash.update(message.span.extracting(offset + 40..<64))
            #expect(hash.finish() == whole)
        }
    }

    @Test func textAndWordsHashAsTheirBytes() {
        let text = "Grüße, 世界"
        #expect(KeyedHash.sipHash24(key: Self.key, text) == KeyedHash.sipHash24(key: Self.key, Array(text.utf8).span))
        let bytes = (0..<16).map { UInt8($0 * 13) }
        let words = KeyedHash.sipHash24(key: Self.key, Self.word(bytes, at: 0), Self.word(bytes, at: 8))
        #expect(words == KeyedHash.sipHash24(key: Self.key, bytes.span))
    }

    private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }
}
