/// Bytes written as hexadecimal digits, as the standards print them.
enum Hexadecimal {
    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// Eight big-endian words.
    static func text(_ words: SIMD8<UInt32>) -> String {
        (0..<8).map { lane in
            let digits = String(words[lane], radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }
}
