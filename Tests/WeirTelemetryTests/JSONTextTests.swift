import Foundation
import Testing
import WeirCore

@testable import WeirTelemetry

@Suite struct JSONTextTests {
    private func escaped(_ bytes: [UInt8], limit: Int = .max) -> String {
        var out = TextBuffer()
        JSONText.append(bytes.span, limit: limit, to: &out)
        return String(decoding: out.array, as: UTF8.self)
    }

    private func escaped(_ text: String, limit: Int = .max) -> String {
        escaped(Array(text.utf8), limit: limit)
    }

    @Test func escapesWhatWouldEndAStringOrALine() {
        #expect(escaped("a\"b\\c") == #"a\"b\\c"#)
        #expect(escaped("\r\n\t\u{0}\u{1b}[2J\u{7f}") == #"\r\n\t\u0000\u001b[2J\u007f"#)
        #expect(escaped("\u{85}\u{9f}\u{2028}\u{2029}") == #"\u0085\u009f\u2028\u2029"#)
    }

    @Test func leavesOtherTextAsItIs() {
        let text = "/cart?x=1 é \u{a0} \u{7ff} \u{800} € \u{ffff} 😀 \u{10ffff}"
        #expect(escaped(text) == text)
    }

    @Test(
        arguments: [
            [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xe0, 0x9f, 0x80], [0xed, 0xa0, 0x80],
            [0xf0, 0x8f, 0x80, 0x80],
            [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xe2, 0x82], [0xf0, 0x9f, 0x98],
        ] as [[UInt8]])
    func repairsIllFormedUTF8(_ bytes: [UInt8]) {
        let expected = String(repeating: "\u{fffd}", count: bytes.count)
        #expect(escaped(bytes) == expected)
        #expect(escaped(Array("a".utf8) + bytes + Array("b".utf8)) == "a" + expected + "b")
    }

    @Test func marksWhatItCuts() {
        #expect(escaped("abcdef", limit: 6) == "abcdef")
        #expect(escaped("abcdef", limit: 5) == "abcde…")
        #expect(escaped("ab€def", limit: 4) == "ab…")
        #expect(escaped("a😀b", limit: 4) == "a…")
        #expect(escaped("", limit: 0) == "")
        #expect(escaped("abc", limit: 0) == "…")
    }

    @Test func cuttingNeverReachesBackFurtherThanOneCharacter() {
        let cut = escaped(Array(repeating: 0x80, count: 100), limit: 50)
        #expect(cut.hasSuffix("…"))
        #expect(cut.count >= 48)
    }

    /// Whatever comes in: the string parses, holds no raw control character, and well-formed text comes back unchanged.
    @Test func randomBytesAlwaysParseBack() throws {
        var random = RandomSource(seed: 11)
        for round in 0..<3000 {
            let bytes = RandomText.bytes(round: round, using: &random)
            let text = escaped(bytes)
            #expect(!text.utf8.contains { $0 < 0x20 || $0 == 0x7f })
            let parsed = try JSONSerialization.jsonObject(with: Data("[\"\(text)\"]".utf8)) as? [String]
            let expected = String(decoding: bytes, as: UTF8.self)
            if String(validating: bytes, as: UTF8.self) != nil {
                #expect(parsed?.first.map { Array($0.utf8) } == Array(expected.utf8))
            } else {
                #expect(parsed?.first?.contains("\u{fffd}") == true)
            }
        }
    }
}

/// Bytes such as clients may send: from plain text to noise.
enum RandomText {
    static func bytes(round: Int, using random: inout RandomSource) -> [UInt8] {
        let count = Int.random(in: 0...60, using: &random)
        var bytes: [UInt8] = []
        for _ in 0..<count {
            switch (round + Int.random(in: 0...3, using: &random)) % 7 {
            case 0: bytes.append(UInt8.random(in: 0...255, using: &random))
            case 1: bytes.append(UInt8.random(in: 0...31, using: &random))
            case 2: bytes += Array("\"\\\u{2028}\u{85}".utf8.shuffled(using: &random).prefix(2))
            case 3: bytes += Array(String(UnicodeScalar(UInt32.random(in: 0...0xd7ff, using: &random)) ?? "x").utf8)
            case 4: bytes += Array("😀é€".utf8)
            default: bytes.append(UInt8.random(in: 32...126, using: &random))
            }
        }
        return bytes
    }
}
