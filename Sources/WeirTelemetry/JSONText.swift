import WeirCore

/// The inside of JSON strings (RFC 8259 §7) from bytes of any origin.
///
/// Stricter than JSON asks: DEL, the C1 controls and the line separators U+2028 and U+2029 are escaped too, so that no
/// terminal and no reader of lines is misled. Ill-formed UTF-8 becomes U+FFFD, one for each byte that fits nowhere.
enum JSONText {
    /// Appends `text` escaped. What exceeds `limit` bytes of it is cut, between characters, and marked by `…`.
    static func append(_ text: Span<UInt8>, limit: Int = .max, to bytes: inout TextBuffer) {
        let end = cut(text, limit: limit)
        var copied = 0
        var index = plainEnd(text, from: 0, to: end)
        while index < end {
            bytes.append(text, copied..<index)
            copied = appendSpecial(text, at: index, end: end, to: &bytes)
            index = plainEnd(text, from: copied, to: end)
        }
        bytes.append(text, copied..<end)
        if end < text.count { bytes.append("…") }
    }

    /// The same for a part of a head's bytes; what of the range lies outside is left out.
    static func append(_ text: Span<UInt8>, _ range: ByteRange, limit: Int, to bytes: inout TextBuffer) {
        append(text.extracting(range.range.clamped(to: text.indices)), limit: limit, to: &bytes)
    }

    /// Offset of the first byte that does not stand for itself, eight at a time.
    private static func plainEnd(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var index = start
        while index + 8 <= end {
            let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let deletes = word ^ (ones &* 0x7f)
            let controls = word &- ones &* 0x20
            // A byte is marked if it is above 0x7f, or if taking its bound away borrows: a mark may be wrong, as
            // borrows travel, but no byte that needs one lacks it.
            let marks = (word | controls | (quotes &- ones) | (backslashes &- ones) | (deletes &- ones)) & highBits
            if marks != 0 { break }
            index += 8
        }
        while index < end, isPlain(text[index]) { index += 1 }
        return index
    }

    /// The same for text from the configuration.
    static func append(_ text: String, to bytes: inout TextBuffer) {
        append(text.utf8.span, to: &bytes)
    }

    /// Bytes that stand for themselves.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Where text of at most `limit` bytes ends without parting a character.
    private static func cut(_ text: Span<UInt8>, limit: Int) -> Int {
        guard text.count > limit else { return text.count }
        var end = limit
        while end > 0, limit - end < 3, text[end] & 0xc0 == 0x80 { end -= 1 }
        return end
    }

    /// Appends what stands for the character at `index`, and returns where the next one begins.
    private static func appendSpecial(_ text: Span<UInt8>, at index: Int, end: Int, to bytes: inout TextBuffer) -> Int {
        let byte = text[index]
        if byte < 0x80 {
            appendASCII(byte, to: &bytes)
            return index + 1
        }
        let length = sequenceLength(text, at: index, end: end)
        if length == 0 {
            bytes.append("\u{fffd}")
            return index + 1
        }
        let second = text[index + 1]
        if byte == 0xc2 && second < 0xa0 {
            appendCode(UInt16(second), to: &bytes)
        } else if byte == 0xe2 && second == 0x80 && text[index + 2] & 0xfe == 0xa8 {
            appendCode(0x2000 | UInt16(text[index + 2] & 0x3f), to: &bytes)
        } else {
            bytes.append(text, index..<index + length)
        }
        return index + length
    }

    private static func appendASCII(_ byte: UInt8, to bytes: inout TextBuffer) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append("\\\"")
        case UInt8(ascii: "\\"): bytes.append("\\\\")
        case UInt8(ascii: "\n"): bytes.append("\\n")
        case UInt8(ascii: "\r"): bytes.append("\\r")
        case UInt8(ascii: "\t"): bytes.append("\\t")
        default: appendCode(UInt16(byte), to: &bytes)
        }
    }

    /// `\u` and four hexadecimal digits.
    private static func appendCode(_ code: UInt16, to bytes: inout TextBuffer) {
        bytes.append("\\u")
        for nibble in 0..<4 {
            let digit = UInt8(truncatingIfNeeded: code >> UInt16(12 - 4 * nibble)) & 15
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    /// Bytes of the well-formed sequence that begins at `index` with a byte from 0x80 up (Unicode, table 3-7); 0: none
    /// does.
    private static func sequenceLength(_ text: Span<UInt8>, at index: Int, end: Int) -> Int {
        let lead = text[index]
        let length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
        guard length > 0, end - index >= length else { return 0 }
        let second = text[index + 1]
        let lowest: UInt8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80
        let highest: UInt8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf
        guard second >= lowest, second <= highest else { return 0 }
        for offset in 2..<4 where offset < length {
            if text[index + offset] & 0xc0 != 0x80 { return 0 }
        }
        return length
    }
}
