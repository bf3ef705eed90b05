/// The bytes of a signed affinity cookie before base64url, numbers in network order:
///
/// | at | bytes | |
/// | --- | --- | --- |
/// | 0 | 1 | version, 1 |
/// | 1 | 2 | key id |
/// | 3 | 8 | client |
/// | 11 | 8 | arm |
/// | 19 | 8 | server |
/// | 27 | 5 | first seen, seconds since 1970 |
/// | 32 | 5 | issued, seconds since 1970 |
/// | 37 | 16 | the first half of HMAC-SHA256 over all before |
struct CookieLayout {
    static let version: UInt8 = 1
    static let signedCount = 37
    static let count = 53
    static let textCount = 71
    private static let longestTime: Int64 = 1 << 40 - 1

    private(set) var bytes: InlineArray<53, UInt8>

    /// Everything but the tag, which is zero.
    init(_ identity: CookieIdentity, keyID: UInt16) {
        bytes = InlineArray(repeating: 0)
        bytes[0] = Self.version
        put(UInt64(keyID), at: 1, count: 2)
        put(identity.client, at: 3, count: 8)
        put(identity.arm, at: 11, count: 8)
        put(identity.server, at: 19, count: 8)
        put(Self.time(identity.firstSeen), at: 27, count: 5)
        put(Self.time(identity.issued), at: 32, count: 5)
    }

    /// Nil if the text is not the base64url of a cookie of this version.
    init?(text: Span<UInt8>) {
        bytes = InlineArray(repeating: 0)
        guard text.count == Self.textCount else { return nil }
        var room = bytes.mutableSpan
        guard Base64URL.decode(text, into: &room) == Self.count, bytes[0] == Self.version else { return nil }
    }

    var keyID: UInt16 { UInt16(truncatingIfNeeded: number(at: 1, count: 2)) }

    var identity: CookieIdentity {
        CookieIdentity(
            client: number(at: 3, count: 8), arm: number(at: 11, count: 8), server: number(at: 19, count: 8),
            firstSeen: Int64(number(at: 27, count: 5)), issued: Int64(number(at: 32, count: 5)))
    }

    mutating func setTag(_ tag: SIMD8<UInt32>) {
        for lane in 0..<4 { put(UInt64(tag[lane]), at: 37 + 4 * lane, count: 4) }
    }

    /// Takes the same time wherever the tags differ.
    func hasTag(_ tag: SIMD8<UInt32>) -> Bool {
        var difference: UInt64 = 0
        for lane in 0..<4 { difference |= number(at: 37 + 4 * lane, count: 4) ^ UInt64(tag[lane]) }
        return difference == 0
    }

    private mutating func put(_ value: UInt64, at start: Int, count: Int) {
        for index in 0..<count {
            bytes[start + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - index)))
        }
    }

    private func number(at start: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count { value = value << 8 | UInt64(bytes[start + index]) }
        return value
    }

    private static func time(_ seconds: Int64) -> UInt64 {
        UInt64(min(max(seconds, 0), longestTime))
    }
}
