/// The server name of a ClientHello, out of its extension's bytes (RFC 6066 §3).
enum ClientHelloName: Equatable {
    /// In lower case, of the characters that host names have.
    case name(String)
    /// A name that no certificate can be for, or bytes that are not this extension. OpenSSL refuses the latter
    /// itself.
    case unusable

    /// server_name_list length (2), name_type (1) = host_name, length (2), name. One name, as every client sends.
    init(extensionBytes bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 5, unsafe Self.number(bytes, at: 0) == bytes.count - 2, unsafe bytes[2] == 0,
            unsafe Self.number(bytes, at: 3) == bytes.count - 5, bytes.count <= 5 + Self.longest
        else {
            self = .unusable
            return
        }
        var lowered: [UInt8] = []
        lowered.reserveCapacity(bytes.count - 5)
        for index in 5..<bytes.count {
            guard let character = unsafe Self.lowered(bytes[index]) else {
                self = .unusable
                return
            }
            lowered.append(character)
        }
        self = lowered.isEmpty ? .unusable : .name(String(decoding: lowered, as: UTF8.self))
    }

    /// RFC 1035 §2.3.4, in bytes.
    private static let longest = 255

    private static func number(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
        unsafe Int(bytes[index]) << 8 | Int(bytes[index + 1])
    }

    private static func lowered(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: nil
        }
    }
}
