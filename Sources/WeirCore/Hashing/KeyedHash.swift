/// SipHash-2-4 (Aumasson and Bernstein, 2012): a fast keyed hash of 64 bits.
public enum KeyedHash {
    /// Of bytes.
    public static func sipHash24(key: (UInt64, UInt64), _ bytes: Span<UInt8>) -> UInt64 {
        var hash = SipHash24(key: key)
        hash.update(bytes)
        return hash.finish()
    }

    /// Of a text's UTF-8.
    public static func sipHash24(key: (UInt64, UInt64), _ text: String) -> UInt64 {
        var hash = SipHash24(key: key)
        hash.update(text)
        return hash.finish()
    }

    /// Of two words, each as eight bytes in little-endian order.
    public static func sipHash24(key: (UInt64, UInt64), _ first: UInt64, _ second: UInt64) -> UInt64 {
        var hash = SipHash24(key: key)
        hash.update(word: first)
        hash.update(word: second)
        return hash.finish()
    }
}

/// SipHash-2-4 of a message that comes in pieces.
public struct SipHash24: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    /// Bytes that do not make a word yet, the first in the lowest place.
    private var pending: UInt64 = 0
    private var count = 0

    public init(key: (UInt64, UInt64)) {
        v0 = key.0 ^ 0x736f_6d65_7073_6575
        v1 = key.1 ^ 0x646f_7261_6e64_6f6d
        v2 = key.0 ^ 0x6c79_6765_6e65_7261
        v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    /// Takes one more byte of the message.
    public mutating func update(_ byte: UInt8) {
        pending |= UInt64(byte) << UInt64(count & 7 &* 8)
        count &+= 1
        if count & 7 == 0 {
            compress(pending)
            pending = 0
        }
    }

    /// Takes more bytes of the message.
    public mutating func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices { update(bytes[index]) }
    }

    /// The text's UTF-8.
    public mutating func update(_ text: String) {
        for byte in text.utf8 { update(byte) }
    }

    /// Eight bytes in little-endian order.
    public mutating func update(word: UInt64) {
        let shift = UInt64(count & 7 &* 8)
        compress(pending | word << shift)
        pending = shift == 0 ? 0 : word >> (64 &- shift)
        count &+= 8
    }

    /// The hash of all that came.
    public consuming func finish() -> UInt64 {
        compress(pending | UInt64(truncatingIfNeeded: count) << 56)
        v2 ^= 0xff
        for _ in 0..<4 { round() }
        return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func round() {
        v0 = v0 &+ v1
        v1 = Self.rotate(v1, 13) ^ v0
        v0 = Self.rotate(v0, 32)
        v2 = v2 &+ v3
        v3 = Self.rotate(v3, 16) ^ v2
        v0 = v0 &+ v3
        v3 = Self.rotate(v3, 21) ^ v0
        v2 = v2 &+ v1
        v1 = Self.rotate(v1, 17) ^ v2
        v2 = Self.rotate(v2, 32)
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &<< count | value &>> (64 &- count)
    }
}
