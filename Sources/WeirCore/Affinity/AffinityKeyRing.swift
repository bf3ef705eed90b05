public import WeirModel

/// The keys of signed affinity cookies. The first signs; all verify, so that a change of keys loses nobody.
///
/// Rings of the same keys agree in everything, on any instance.
public struct AffinityKeyRing: Sendable {
    private struct Key: Sendable {
        let id: UInt16
        let authenticator: MessageAuthenticator
    }

    private let keys: [Key]

    /// At least one key. A ring without any signs nothing and finds every cookie forged.
    public init(keys: [AffinityKey]) {
        self.keys = keys.map { key in
            let authenticator = MessageAuthenticator(key: key.bytes)
            return Key(id: Self.id(authenticator), authenticator: authenticator)
        }
    }

    /// Judges a cookie's value, without its quotes. It allocates nothing.
    public func read(_ value: Span<UInt8>, settings: Affinity, now: Moment) -> CookieReading {
        var memory = CookieMemory()
        return read(value, settings: settings, memory: &memory, generation: 0, now: now)
    }

    /// The same for one that may be the memory's, which need not be verified again.
    ///
    /// - Parameter generation: of the configuration that these keys are part of.
    func read(
        _ value: Span<UInt8>, settings: Affinity, memory: inout CookieMemory, generation: UInt64, now: Moment
    ) -> CookieReading {
        if let known = memory.identity(of: value, generation: generation) {
            return known.judged(settings: settings, now: now)
        }
        guard let layout = CookieLayout(text: value) else { return .malformed }
        guard verifies(layout) else { return .forged }
        let identity = layout.identity
        memory.keep(value, identity, generation: generation)
        return identity.judged(settings: settings, now: now)
    }

    private func verifies(_ layout: CookieLayout) -> Bool {
        let keyID = layout.keyID
        for index in keys.indices where keys[index].id == keyID {
            let tag = keys[index].authenticator.tag(of: layout.bytes.span.extracting(0..<CookieLayout.signedCount))
            if layout.hasTag(tag) { return true }
        }
        return false
    }

    /// Appends the cookie's value: 71 characters of base64url.
    public func sign(_ identity: CookieIdentity, into bytes: inout [UInt8]) {
        guard let key = keys.first else { return }
        var layout = CookieLayout(identity, keyID: key.id)
        layout.setTag(key.authenticator.tag(of: layout.bytes.span.extracting(0..<CookieLayout.signedCount)))
        Base64URL.encode(layout.bytes.span, into: &bytes)
    }

    /// What stands for a server in cookies; never 0. The same under any keys.
    public func serverIdentity(upstream: String, server: String) -> UInt64 {
        AffinityIdentity.server(upstream: upstream, id: server)
    }

    /// What stands for an arm in cookies; never 0. The same under any keys.
    public func armIdentity(salt: String, arm: String) -> UInt64 {
        AffinityIdentity.arm(salt: salt, name: arm)
    }

    /// A few bits of a tag under the key: tells keys apart, tells nothing about the key.
    private static func id(_ authenticator: MessageAuthenticator) -> UInt16 {
        UInt16(truncatingIfNeeded: authenticator.tag(of: Array("weir affinity key id".utf8).span)[0])
    }
}
