import Testing
import WeirModel

@testable import WeirCore

/// The verdict table, row by row.
@Suite struct DispatchAffinityTests {
    private func stage(_ affinity: Affinity? = Affinity(), keys: [String] = ["0123456789abcdef"]) -> Stage {
        let upstream = Stage.upstream("web", ["w1", "w2", "w3"], affinity: affinity)
        return Stage([upstream], [Route(name: "all", action: .upstream(0))], keys: keys)
    }

    @Test func none() {
        var stage = stage()
        let plan = stage.plan(cookies: "other=1")
        #expect(plan.verdict == .none && plan.server != nil)
        #expect(stage.cookie(plan).hasPrefix("SERVERID="))
    }

    @Test func validPinsAndSetsNothing() {
        var stage = stage()
        for _ in 0..<10 {
            var browser = Browser()
            let first = browser.visit(&stage)
            for _ in 0..<4 {
                let again = browser.visit(&stage)
                #expect(again.verdict == .valid && again.server == first.server)
                #expect(stage.cookie(again).isEmpty)
            }
        }
    }

    @Test func weightZeroAndBackupMakeNoDifferenceToThePinned() {
        var upstream = Stage.upstream("web", ["w1", "w2"], affinity: Affinity())
        var before = Stage([upstream], [Route(name: "all", action: .upstream(0))])
        var (one, other) = (Browser(), Browser())
        let servers = [one.visit(&before).server, other.visit(&before).server]
        #expect(Set(servers) == [0, 1])
        upstream.servers[0].weight = 0
        upstream.servers[1].backup = true
        var after = Stage([upstream], [Route(name: "all", action: .upstream(0))])
        #expect([one.visit(&after).server, other.visit(&after).server] == servers)
    }

    @Test func keptWhileDraining() {
        var stage = stage()
        var browser = Browser()
        let server = browser.visit(&stage).server ?? 0
        stage.set(.drain, server: server)
        let plan = browser.visit(&stage)
        #expect(plan.verdict == .kept && plan.server == server)
        #expect(stage.plan(cookies: "").server != server)
    }

    @Test func movedOffADrainingServer() {
        var stage = stage(Affinity(onDrain: .move))
        var browser = Browser()
        let server = browser.visit(&stage).server ?? 0
        stage.set(.drain, server: server)
        let plan = browser.visit(&stage)
        #expect(plan.verdict == .moved && plan.server != server)
        #expect(browser.visit(&stage).verdict == .valid)
    }

    @Test func downRebindsInTheSameRequest() {
        var stage = stage()
        var browser = Browser()
        let server = browser.visit(&stage).server ?? 0
        stage.set(.down, server: server)
        let plan = browser.visit(&stage)
        #expect(plan.verdict == .down && plan.outcome == .forward && plan.server != server)
        stage.set(.up, server: server)
        #expect(browser.visit(&stage).server == plan.server, "the new cookie holds")
    }

    @Test func downFailsWhereAsked() {
        var stage = stage(Affinity(onDown: .fail))
        var browser = Browser()
        let server = browser.visit(&stage).server ?? 0
        stage.set(.maintenance, server: server)
        let plan = browser.visit(&stage)
        #expect(plan.outcome == .refuse(.pinnedDown) && plan.verdict == .down && plan.cookie == .none)
        #expect(stage.plan(cookies: "").outcome == .forward)
    }

    @Test func aCookieNamesWhoAnswered() {
        var stage = stage()
        let plan = stage.plan(cookies: "")
        let other = ((plan.server ?? 0) + 1) % 3
        let cookie = stage.cookie(plan, answeredBy: other)
        let next = stage.plan(cookies: cookie)
        #expect(next.verdict == .valid && next.server == other)
        #expect(!stage.cookie(next, answeredBy: plan.server).isEmpty, "another answered: the cookie follows")
    }

    @Test func unknownServer() {
        var before = stage()
        let cookie = before.cookie(before.plan(cookies: ""))
        let other = Stage.upstream("web", ["x1"], affinity: Affinity())
        var after = Stage([other], [Route(name: "all", action: .upstream(0))])
        let plan = after.plan(cookies: cookie)
        #expect(plan.verdict == .unknown && plan.server == 0)
        #expect(after.plan(cookies: after.cookie(plan)).verdict == .valid)
    }

    @Test func malformedAndForged() {
        var stage = stage()
        let cookie = stage.cookie(stage.plan(cookies: ""))
        #expect(stage.plan(cookies: "SERVERID=web-1").verdict == .malformed)
        #expect(stage.plan(cookies: "SERVERID=").verdict == .malformed)
        var other = self.stage(keys: ["another key of 16"])
        let plan = other.plan(cookies: cookie)
        #expect(plan.verdict == .forged && plan.outcome == .forward && !other.cookie(plan).isEmpty)
    }

    @Test func keysCanBeRotated() {
        var old = stage(keys: ["old key of 16 by"])
        var both = stage(keys: ["new key of 16 by", "old key of 16 by"])
        var new = stage(keys: ["new key of 16 by"])
        let cookie = old.cookie(old.plan(cookies: ""))
        #expect(both.plan(cookies: cookie).verdict == .valid)
        both.advance(seconds: 600)
        new.advance(seconds: 600)
        let refreshed = both.cookie(both.plan(cookies: cookie))
        #expect(new.plan(cookies: cookie).verdict == .forged && new.plan(cookies: refreshed).verdict == .valid)
    }

    @Test func expiredByIdleKeepsTheClientAndByLifetimeDoesNot() {
        var stage = stage()
        let plan = stage.plan(cookies: "")
        let cookie = stage.cookie(plan)
        stage.advance(seconds: 1801)
        let idle = stage.plan(cookies: cookie)
        #expect(idle.verdict == .expired && identity(idle)?.client == identity(plan)?.client)
        #expect(!stage.cookie(idle).isEmpty)
        stage.advance(seconds: 12 * 3600)
        let ended = stage.plan(cookies: cookie)
        #expect(ended.verdict == .expired && identity(ended)?.client != identity(plan)?.client)
    }

    @Test func aCookieFromTheFutureIsNotBelievedAndNotKept() {
        var stage = stage()
        stage.advance(seconds: 2 * 24 * 3600)
        let cookie = stage.cookie(stage.plan(cookies: ""))
        stage.advance(seconds: -2 * 24 * 3600)
        let plan = stage.plan(cookies: cookie)
        #expect(plan.verdict == .expired)
        #expect(stage.plan(cookies: stage.cookie(plan)).verdict == .valid)
    }

    @Test func refreshesAfterATenthOfIdle() {
        var stage = stage()
        var browser = Browser()
        _ = browser.visit(&stage)
        let first = browser.cookie
        stage.advance(seconds: 180)
        _ = browser.visit(&stage)
        #expect(browser.cookie == first)
        stage.advance(seconds: 1)
        let plan = browser.visit(&stage)
        #expect(browser.cookie != first && plan.verdict == .valid)
    }

    @Test func offWithoutAffinityAndWhereTheRouteSaysSo() {
        var without = stage(nil)
        let plan = without.plan(cookies: "SERVERID=x")
        #expect(plan.verdict == .off && without.cookie(plan).isEmpty)
        let upstream = Stage.upstream("web", ["w1", "w2"], affinity: Affinity(query: "server"))
        var off = Stage([upstream], [Route(name: "all", action: .upstream(0), affinity: false)])
        let cookie = stage().world.snapshot.affinity(for: plan)
        #expect(cookie?.cookie == "SERVERID" && off.world.snapshot.affinity(for: plan) == nil)
        #expect(off.plan(cookies: "", "/?server=w2").verdict == .off)
    }

    @Test func theFirstCookieOfTheNameDecides() {
        var stage = stage()
        var browsers = [Browser(), Browser()]
        let first = browsers[0].visit(&stage)
        _ = browsers[1].visit(&stage)
        let plan = stage.plan(cookies: browsers[0].cookie + "; " + browsers[1].cookie)
        #expect(plan.server == first.server)
        #expect(stage.plan(cookies: "SERVERID=x; " + browsers[0].cookie).verdict == .malformed)
    }

    @Test func plainNamesTheServerItself() {
        var stage = stage(Affinity(cookie: "SRV", mode: .plain))
        var browser = Browser()
        let first = browser.visit(&stage)
        #expect(first.verdict == .none && browser.cookie == "SRV=w\((first.server ?? 9) + 1)")
        let again = stage.plan(cookies: browser.cookie)
        #expect(again.verdict == .valid && again.server == first.server && stage.cookie(again).isEmpty)
        #expect(stage.plan(cookies: "SRV=w9").verdict == .unknown)
        #expect(stage.plan(cookies: "SRV=").verdict == .malformed)
        stage.set(.down, server: first.server ?? 0)
        let moved = stage.plan(cookies: browser.cookie)
        #expect(moved.verdict == .down && moved.server != first.server && !stage.cookie(moved).isEmpty)
    }

    @Test func theQueryDecidesWhereNoCookieDoes() {
        var stage = stage(Affinity(query: "server"))
        #expect(stage.plan(cookies: "", "/?a=1&server=w3").server == 2)
        #expect(stage.plan(cookies: "", "/?server=w3").verdict == .valid)
        #expect(stage.plan(cookies: "SERVERID=bad", "/?server=w2").server == 1)
        #expect(stage.plan(cookies: "", "/?server=w9").verdict == .none)
        let cookie = stage.cookie(stage.plan(cookies: "", "/?server=w1"))
        let plan = stage.plan(cookies: cookie, "/?server=w3")
        #expect(plan.server == 0 && plan.verdict == .valid)
        stage.set(.down, server: 2)
        let down = stage.plan(cookies: "", "/?server=w3")
        #expect(down.verdict == .down && down.outcome == .forward && down.server != 2)
    }

    private func identity(_ plan: Plan) -> CookieIdentity? {
        if case .signed(let identity, _) = plan.cookie { return identity }
        return nil
    }
}
