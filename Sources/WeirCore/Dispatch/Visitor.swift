import WeirModel

/// Who comes, by the affinity cookie: what it said, the server it names, and what the next cookie carries on.
struct Visitor {
    private enum ServerName {
        case none
        case identity(UInt64)
        /// As a plain cookie has it.
        case percentEncoded(ByteRange)
    }

    /// What the cookie comes to if it names no server here: `off`, `none`, `malformed`, `forged`, `expired`, or
    /// `unknown` where it was good.
    private(set) var verdict: AffinityVerdict
    /// What the response does about the cookie if nothing more happens.
    private(set) var cookie: CookiePlan
    private var name: ServerName

    /// Nobody in particular: no cookie counts here.
    static let unknown = Visitor(verdict: .off, cookie: .none, name: .none)

    private init(verdict: AffinityVerdict, cookie: CookiePlan, name: ServerName) {
        self.verdict = verdict
        self.cookie = cookie
        self.name = name
    }

    /// Reads the cookie; the first of its name decides.
    static func read(
        _ cookie: AffinityCookie?, _ request: borrowing RequestHead, _ snapshot: Snapshot,
        memory: inout CookieMemory, random: inout RandomSource, now: Moment
    ) -> Visitor {
        guard let cookie else { return .unknown }
        let value = CookieScanner.value(of: cookie.name, in: request.block)
        switch cookie.settings.mode {
        case .plain: return plain(value)
        case .signed:
            guard let value else { return new(.none, &random, now) }
            let reading = snapshot.keys.read(
                request.block.bytes.span.extracting(value.range), settings: cookie.settings, memory: &memory,
                generation: snapshot.generation, now: now)
            return signed(reading, cookie.settings, &random, now)
        }
    }

    /// Stands for the client in splits.
    var clientKey: UInt64? { identity?.client }

    /// The arm that the cookie keeps; 0: none.
    var keptArm: UInt64 { identity?.arm ?? 0 }

    /// Index of the server that the cookie names, if it is one of that upstream.
    func server(of upstream: UpstreamState, _ request: borrowing RequestHead) -> Int? {
        switch name {
        case .none: nil
        case .identity(let identity): upstream.server(identity: identity)
        case .percentEncoded(let id):
            upstream.server(percentEncodedID: request.block.bytes.span.extracting(id.range))
        }
    }

    /// The next cookie keeps that arm.
    mutating func keep(arm: UInt64) {
        guard case .signed(var identity, _) = cookie, identity.arm != arm else { return }
        identity.arm = arm
        cookie = .signed(identity, mustSend: true)
    }

    /// A plain cookie named that server of the upstream.
    mutating func note(server: Int?) {
        if case .plain(_, let mustSend) = cookie { cookie = .plain(current: server, mustSend: mustSend) }
    }

    private var identity: CookieIdentity? {
        if case .signed(let identity, _) = cookie { return identity }
        return nil
    }

    private static func plain(_ value: ByteRange?) -> Visitor {
        let cookie = CookiePlan.plain(current: nil, mustSend: false)
        guard let value else { return Visitor(verdict: .none, cookie: cookie, name: .none) }
        if value.isEmpty { return Visitor(verdict: .malformed, cookie: cookie, name: .none) }
        return Visitor(verdict: .unknown, cookie: cookie, name: .percentEncoded(value))
    }

    private static func signed(
        _ reading: CookieReading, _ settings: Affinity, _ random: inout RandomSource, _ now: Moment
    ) -> Visitor {
        switch reading {
        case .malformed: return new(.malformed, &random, now)
        case .forged: return new(.forged, &random, now)
        case .expired(let identity, lifetimePassed: false):
            let next = CookieIdentity(
                client: identity.client, firstSeen: min(identity.firstSeen, now.wallSeconds), issued: now.wallSeconds)
            return Visitor(verdict: .expired, cookie: .signed(next, mustSend: true), name: .none)
        case .expired: return new(.expired, &random, now)
        case .verified(let identity):
            let isDue = identity.isRefreshDue(settings: settings, now: now)
            return Visitor(
                verdict: .unknown, cookie: .signed(identity, mustSend: isDue), name: .identity(identity.server))
        }
    }

    /// A client seen for the first time, or as good as.
    private static func new(_ verdict: AffinityVerdict, _ random: inout RandomSource, _ now: Moment) -> Visitor {
        let identity = CookieIdentity(client: random.next(), firstSeen: now.wallSeconds, issued: now.wallSeconds)
        return Visitor(verdict: verdict, cookie: .signed(identity, mustSend: true), name: .none)
    }
}
