/// The cookie of one client connection that was last found to be genuine: browsers send the same one with each request,
/// and to verify it takes two rounds of SHA-256. Only the tag's verdict is remembered; what time does to a cookie is
/// judged anew each time.
///
/// One a connection, so that nobody learns from its timing about another's cookie.
public struct CookieMemory: Sendable {
    private var layout: CookieLayout?
    private var generation: UInt64 = 0

    public init() {}

    /// Whether this very cookie was verified, under the keys of that configuration.
    func holds(_ other: borrowing CookieLayout, generation: UInt64) -> Bool {
        guard let layout, self.generation == generation else { return false }
        return layout.isSame(as: other)
    }

    mutating func keep(_ layout: CookieLayout, generation: UInt64) {
        self.layout = layout
        self.generation = generation
    }
}
