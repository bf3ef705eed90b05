import Testing
import WeirModel

@testable import WeirCore

@Suite struct CookieTimeTests {
    private let settings = Affinity(idle: .seconds(1800), lifetime: .seconds(7200))

    @Test func idleEndsAtTheSecond() {
        let identity = Self.identity(firstSeen: 0, issued: 0)
        #expect(read(identity, at: 1799) == .verified(identity))
        #expect(read(identity, at: 1800) == .expired(identity, lifetimePassed: false))
    }

    @Test func lifetimeEndsAtTheSecondHoweverBusy() {
        let identity = Self.identity(firstSeen: 0, issued: 7199)
        #expect(read(identity, at: 7199) == .verified(identity))
        #expect(read(identity, at: 7200) == .expired(identity, lifetimePassed: true))
    }

    @Test func whenBothHavePassedTheLifetimeCounts() {
        let identity = Self.identity(firstSeen: 0, issued: 10)
        #expect(read(identity, at: 100_000) == .expired(identity, lifetimePassed: true))
    }

    @Test func aClockThatIsADayAheadIsBelievedAndNotASecondMore() {
        let day: Int64 = 24 * 3600
        let ahead = Self.identity(firstSeen: day, issued: day)
        #expect(read(ahead, at: 0) == .verified(ahead))
        for tooFar in [Self.identity(firstSeen: 0, issued: day + 1), Self.identity(firstSeen: day + 1, issued: 0)] {
            let cleaned = Self.identity(firstSeen: 0, issued: 0)
            #expect(read(tooFar, at: 0) == .expired(cleaned, lifetimePassed: false), "the client goes on, from now")
        }
    }

    @Test func fractionsOfASecondAreRoundedUp() {
        let quick = Affinity(idle: .milliseconds(1500), lifetime: .seconds(60))
        let identity = Self.identity(firstSeen: 0, issued: 0)
        #expect(identity.judged(settings: quick, now: AffinityFixture.moment(1)) == .verified(identity))
        let reading = identity.judged(settings: quick, now: AffinityFixture.moment(2))
        #expect(reading == .expired(identity, lifetimePassed: false))
        #expect(Duration.milliseconds(1).wholeSeconds == 1)
        #expect(Duration.seconds(5).wholeSeconds == 5)
        #expect(Duration.zero.wholeSeconds == 1)
    }

    @Test func aRefreshIsDueAfterMoreThanATenthOfIdle() {
        let identity = Self.identity(firstSeen: 0, issued: 0)
        #expect(!identity.isRefreshDue(settings: settings, now: AffinityFixture.moment(0)))
        #expect(!identity.isRefreshDue(settings: settings, now: AffinityFixture.moment(180)))
        #expect(identity.isRefreshDue(settings: settings, now: AffinityFixture.moment(181)))
        #expect(!identity.isRefreshDue(settings: settings, now: AffinityFixture.moment(-500)))
    }

    private static func identity(firstSeen: Int64, issued: Int64) -> CookieIdentity {
        CookieIdentity(
            client: 7, arm: 8, server: 9, firstSeen: AffinityFixture.issued + firstSeen,
            issued: AffinityFixture.issued + issued)
    }

    private func read(_ identity: CookieIdentity, at seconds: Int64) -> CookieReading {
        let ring = AffinityFixture.ring(AffinityFixture.first)
        return ring.read(
            AffinityFixture.sign(identity, ring).span, settings: settings, now: AffinityFixture.moment(seconds))
    }
}
