/// The value of the affinity cookie in `mode: plain`: the server's id, percent-encoded where a cookie cannot hold it.
public enum PlainCookie {
    /// Appends the value that names the server.
    public static func write(id: String, into bytes: inout [UInt8]) {
        for byte in id.utf8 {
            if isCookieOctet(byte), byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            }
        }
    }

    /// Whether the value, percent-decoded, is the id. A `%` that begins no escape stands for itself.
    static func matches(_ value: Span<UInt8>, id: String) -> Bool {
        var position = 0
        for byte in id.utf8 {
            guard position < value.count else { return false }
            if let escaped = escape(in: value, at: position) {
                guard escaped == byte else { return false }
                position += 3
            } else {
                guard value[position] == byte else { return false }
                position += 1
            }
        }
        return position == value.count
    }

    /// RFC 6265 §4.1.1.
    private static func isCookieOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x2b, 0x2d...0x3a, 0x3c...0x5b, 0x5d...0x7e: true
        default: false
        }
    }

    private static func escape(in value: Span<UInt8>, at position: Int) -> UInt8? {
        guard value[position] == UInt8(ascii: "%"), position + 2 < value.count,
            let high = hexValue(value[position + 1]), let low = hexValue(value[position + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
