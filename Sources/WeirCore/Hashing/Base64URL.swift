/// base64url without padding (RFC 4648 §5, §3.2).
public enum Base64URL {
    /// Characters that `count` bytes take.
    public static func encodedCount(_ count: Int) -> Int {
        (count * 8 + 5) / 6
    }

    /// Appends the text.
    public static func encode(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
        var bits: UInt32 = 0
        var held: UInt32 = 0
        for index in bytes.indices {
            bits = bits << 8 | UInt32(bytes[index])
            held += 8
            while held >= 6 {
                held -= 6
                text.append(character(bits >> held & 63))
            }
        }
        if held > 0 { text.append(character(bits << (6 - held) & 63)) }
    }

    /// Writes the bytes and returns how many. Nil if the text is not the one that `encode` would write (a character
    /// outside the alphabet, an impossible length, bits left over that are not zero), or if there is no room.
    public static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) -> Int? {
        let count = text.count / 4 * 3 + text.count % 4 * 3 / 4
        guard text.count % 4 != 1, count <= bytes.count else { return nil }
        var bits: UInt32 = 0
        var held: UInt32 = 0
        var written = 0
        for index in text.indices {
            let value = Self.value(of: text[index])
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            held &+= 6
            if held >= 8 {
                held &-= 8
                bytes[written] = UInt8(truncatingIfNeeded: bits >> held)
                written &+= 1
            }
        }
        return bits & (1 << held &- 1) == 0 ? written : nil
    }

    private static func character(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        switch value {
        case 0..<26: return UInt8(ascii: "A") + value
        case 26..<52: return UInt8(ascii: "a") + value - 26
        case 52..<62: return UInt8(ascii: "0") + value - 52
        case 62: return UInt8(ascii: "-")
        default: return UInt8(ascii: "_")
        }
    }

    /// 64 for a byte outside the alphabet.
    private static func value(of byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte &- UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte &- UInt8(ascii: "a") &+ 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0") &+ 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: 64
        }
    }
}
