public import WeirModel

extension CookieIdentity {
    /// A cookie dated further ahead than this is not believed.
    static let furthestAhead: Int64 = 24 * 3600

    /// Whether the cookie is to be sent anew although nothing in it changed: more than a tenth of `idle` has passed
    /// since it was issued.
    public func isRefreshDue(settings: Affinity, now: Moment) -> Bool {
        (now.wallSeconds &- issued).multipliedReportingOverflow(by: 10).partialValue > settings.idle.wholeSeconds
    }

    /// A verified cookie, judged by its times.
    func judged(settings: Affinity, now: Moment) -> CookieReading {
        let seconds = now.wallSeconds
        if firstSeen &- seconds > Self.furthestAhead || issued &- seconds > Self.furthestAhead {
            var identity = self
            identity.firstSeen = min(firstSeen, seconds)
            identity.issued = min(issued, seconds)
            return .expired(identity, lifetimePassed: false)
        }
        if seconds &- firstSeen >= settings.lifetime.wholeSeconds { return .expired(self, lifetimePassed: true) }
        if seconds &- issued >= settings.idle.wholeSeconds { return .expired(self, lifetimePassed: false) }
        return .verified(self)
    }
}
