import WeirModel

/// The upstream that a route or an arm leads to, and how it keeps clients there.
final class Target: Sendable {
    let upstream: Int
    /// Read from requests and set on responses; nil: no cookie decides here and none is set.
    let cookie: AffinityCookie?
    /// The upstream's settings where cookies and queries name its servers; nil: verdict `off`.
    let affinity: Affinity?
    /// `affinity.query`
    let queryName: [UInt8]?

    /// `cookie`: that of a split by client or session, which then stands in for the upstream's own.
    init(upstream: Int, of upstreams: [Upstream], allowsAffinity: Bool, cookie splitCookie: AffinityCookie? = nil) {
        self.upstream = upstream
        affinity = allowsAffinity ? upstreams[upstream].affinity : nil
        cookie = splitCookie ?? affinity.map(AffinityCookie.init)
        queryName = affinity?.query.map { Array($0.utf8) }
    }
}

/// A cookie by its settings, its name ready for comparing.
final class AffinityCookie: Sendable {
    let settings: Affinity
    let name: [UInt8]

    init(_ settings: Affinity) {
        self.settings = settings
        name = Array(settings.cookie.utf8)
    }
}

/// What a route does with a request that it matches.
enum Destination: Sendable {
    case upstream(Target)
    case split(Split)
    case redirect(Redirect)

    init(_ route: Route, upstreams: [Upstream], keys: AffinityKeyRing) {
        switch route.action {
        case .redirect(let redirect): self = .redirect(redirect)
        case .upstream(let index):
            self = .upstream(Target(upstream: index, of: upstreams, allowsAffinity: route.affinity))
        case .split(let settings):
            let cookie = route.affinity ? Self.splitCookie(settings, upstreams) : nil
            let targets = settings.arms.map { arm in
                Target(upstream: arm.upstream, of: upstreams, allowsAffinity: route.affinity, cookie: cookie)
            }
            self = .split(Split(settings, targets: targets, cookie: cookie, keys: keys))
        }
    }

    /// One cookie for all arms, since it is read before the arm is known: that of the first arm whose upstream has
    /// one, and always a signed one, since a plain one holds no client.
    private static func splitCookie(_ settings: SplitSettings, _ upstreams: [Upstream]) -> AffinityCookie? {
        switch settings.by {
        case .request, .header, .ip: return nil
        case .client, .session:
            var affinity = settings.arms.lazy.compactMap { upstreams[$0.upstream].affinity }.first ?? Affinity()
            affinity.mode = .signed
            return AffinityCookie(affinity)
        }
    }
}
