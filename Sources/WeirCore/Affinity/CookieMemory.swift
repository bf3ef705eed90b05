/// The cookie of one client connection that was last found to be genuine: browsers send the same one with each request,
/// and to verify it takes two rounds of SHA-256. Only the tag's verdict is remembered; what time does to a cookie is
/// judged anew each time.
///
/// One a connection, so that nobody learns from its timing about another's cookie.
public struct CookieMemory: Sendable {
    private var text = InlineArray<71, UInt8>(repeating: 0)
    private var identity: CookieIdentity?
    private var generation: UInt64 = 0

    public init() {}

    /// What this very text was verified to say, under the keys of that configuration.
    func identity(of value: Span<UInt8>, generation: UInt64) -> CookieIdentity? {
        guard let identity, self.generation == generation, value.count == text.count else { return nil }
        var difference: UInt8 = 0
        for index in 0..<text.count { difference |= text[index] ^ value[index] }
        return difference == 0 ? identity : nil
    }

    /// Requires a text of `CookieLayout.textCount` bytes; any other is not kept.
    mutating func keep(_ value: Span<UInt8>, _ identity: CookieIdentity, generation: UInt64) {
        guard value.count == text.count else { return }
        for index in 0..<text.count { text[index] = value[index] }
        self.identity = identity
        self.generation = generation
    }
}
