/// How an upstream keeps a client on its server.
public struct Affinity: Sendable, Equatable {
    public var cookie: String
    public var mode: AffinityMode
    /// `Max-Age` of the cookie; it ends when unused for this long.
    public var idle: Duration
    /// It ends this long after first sight, however busy.
    public var lifetime: Duration
    /// A query parameter that names a server id; used when no cookie decides.
    public var query: String?
    public var onDrain: OnDrain
    public var onDown: OnDown
    /// Pass a cookie of the same name that the application sets, and do not strip ours from requests.
    public var preserve: Bool
    public var attributes: CookieAttributes

    public init(
        cookie: String = "SERVERID", mode: AffinityMode = .signed, idle: Duration = .seconds(1800),
        lifetime: Duration = .seconds(12 * 3600), query: String? = nil, onDrain: OnDrain = .keep,
        onDown: OnDown = .rebind, preserve: Bool = false, attributes: CookieAttributes = CookieAttributes()
    ) {
        self.cookie = cookie
        self.mode = mode
        self.idle = idle
        self.lifetime = lifetime
        self.query = query
        self.onDrain = onDrain
        self.onDown = onDown
        self.preserve = preserve
        self.attributes = attributes
    }
}

/// What the cookie holds.
public enum AffinityMode: String, Sendable, Equatable, CaseIterable {
    /// An opaque value with a tag that verifies it.
    case signed
    /// The server's id itself.
    case plain
}

/// What becomes of a client whose server is draining.
public enum OnDrain: String, Sendable, Equatable, CaseIterable {
    case keep
    case move
}

/// What becomes of a client whose server is down.
public enum OnDown: String, Sendable, Equatable, CaseIterable {
    case rebind
    case fail
}

/// Attributes of the `Set-Cookie` field (RFC 6265 §4.1.2).
public struct CookieAttributes: Sendable, Equatable {
    public var path: String
    public var domain: String?
    public var httpOnly: Bool
    public var secure: SecureAttribute
    public var sameSite: SameSite

    public init(
        path: String = "/", domain: String? = nil, httpOnly: Bool = true, secure: SecureAttribute = .auto,
        sameSite: SameSite = .lax
    ) {
        self.path = path
        self.domain = domain
        self.httpOnly = httpOnly
        self.secure = secure
        self.sameSite = sameSite
    }
}

/// When the cookie is marked `Secure` (RFC 6265 §4.1.2.5).
public enum SecureAttribute: String, Sendable, Equatable, CaseIterable {
    /// On TLS listeners.
    case auto
    case always
    case never
}

/// The `SameSite` attribute.
public enum SameSite: String, Sendable, Equatable, CaseIterable {
    case lax = "Lax"
    case strict = "Strict"
    /// Needs `Secure`.
    case none = "None"
    /// The attribute is not sent.
    case omit
}
