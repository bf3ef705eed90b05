/// What a signed affinity cookie says.
public enum CookieReading: Sendable, Equatable {
    /// Not a value that Weir writes.
    case malformed
    /// Its tag verifies under none of the keys.
    case forged
    /// Verified, but it has ended: unused for `idle`, older than `lifetime`, or dated more than 24 hours ahead.
    /// The client id goes on unless `lifetimePassed`.
    case expired(CookieIdentity, lifetimePassed: Bool)
    case verified(CookieIdentity)
}
