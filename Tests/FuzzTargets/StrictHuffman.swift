/// The Huffman code of header compression (RFC 7541 §5.2), made of nothing but the lengths of its codes: it is a
/// canonical one, in which codes of one length follow each other in the order of what they stand for.
enum StrictHuffman {
    /// Bits of each octet's code, and of the end of a string (RFC 7541 §B).
    private static let lengths: [Int] =
        [
            13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28,
            28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6,
            6, 6, 7, 8, 15, 6, 12, 10, 13, 6,
        ] + [Int](repeating: 7, count: 22) + [
            8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7,
            7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23,
            24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22,
            23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25,
            26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24,
            20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
            27, 27, 27, 26, 30,
        ]

    private struct Code: Hashable {
        var bits: UInt32
        var length: Int
    }

    private static let symbols: [Code: Int] = {
        var symbols: [Code: Int] = [:]
        var bits: UInt32 = 0
        for length in 1...30 {
            bits <<= 1
            for symbol in 0...256 where lengths[symbol] == length {
                symbols[Code(bits: bits, length: length)] = symbol
                bits += 1
            }
        }
        return symbols
    }()

    static func decode(_ bytes: some Sequence<UInt8>) throws(StrictReader.Malformed) -> [UInt8] {
        var text: [UInt8] = []
        var code = Code(bits: 0, length: 0)
        for byte in bytes {
            for shift in stride(from: 7, through: 0, by: -1) {
                code.bits = code.bits << 1 | UInt32(byte >> UInt8(shift) & 1)
                code.length += 1
                if let symbol = symbols[code] {
                    guard symbol < 256 else { throw StrictReader.Malformed("the end of a string within it") }
                    text.append(UInt8(symbol))
                    code = Code(bits: 0, length: 0)
                }
                guard code.length < 30 else { throw StrictReader.Malformed("no code") }
            }
        }
        guard code.length < 8, code.bits == (1 << UInt32(code.length)) - 1 else {
            throw StrictReader.Malformed("padding other than ones")
        }
        return text
    }
}
