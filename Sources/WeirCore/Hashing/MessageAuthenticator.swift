/// HMAC-SHA256 (RFC 2104) under one key. The key's two padded blocks are compressed once, here; a tag of a short
/// message then costs two compressions. It allocates nothing after `init`.
public struct MessageAuthenticator: Sendable {
    private let inner: SIMD8<UInt32>
    private let outer: SIMD8<UInt32>

    /// A key longer than 64 bytes stands for its digest (RFC 2104 §2).
    public init(key: [UInt8]) {
        let block = Self.keyBlock(key)
        inner = Self.state(after: block, padding: 0x36)
        outer = Self.state(after: block, padding: 0x5c)
    }

    /// The tag: eight big-endian words, the first in lane 0.
    public func tag(of message: Span<UInt8>) -> SIMD8<UInt32> {
        var hash = SHA256(resuming: inner, count: 64)
        hash.update(message)
        let digest = hash.finish()
        var outerHash = SHA256(resuming: outer, count: 64)
        for lane in 0..<8 { outerHash.update(word: digest[lane]) }
        return outerHash.finish()
    }

    private static func keyBlock(_ key: [UInt8]) -> [UInt8] {
        guard key.count > 64 else { return key + Array(repeating: 0, count: 64 - key.count) }
        var hash = SHA256()
        hash.update(key.span)
        let digest = hash.finish()
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: digest[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
        return bytes + Array(repeating: 0, count: 32)
    }

    private static func state(after block: [UInt8], padding: UInt8) -> SIMD8<UInt32> {
        var hash = SHA256()
        for byte in block { hash.update(byte ^ padding) }
        return hash.stateAtBlockEnd
    }
}
