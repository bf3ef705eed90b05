import Testing
import WeirModel

@testable import WeirCore

/// Splits as requests meet them.
@Suite struct DispatchSplitTests {
    private let upstreams = [Stage.upstream("web", ["w1", "w2"]), Stage.upstream("next", ["n1", "n2"])]

    private func pinning(_ upstreams: [Upstream]) -> [Upstream] {
        upstreams.map { upstream in
            var upstream = upstream
            upstream.affinity = Affinity()
            return upstream
        }
    }

    private func ip(_ number: Int) -> IPAddress {
        IPAddress(v4: 0x0a00_0000 + UInt32(number))
    }

    @Test func byRequestDrawsEachTimeAndSetsNoCookie() {
        var stage = Stage(upstreams, [.splitting(by: .request, [1, 1])])
        let plans = (0..<400).map { _ in stage.plan(cookies: "") }
        #expect(plans.allSatisfy { $0.armReason == .request && stage.cookie($0).isEmpty && $0.upstream == $0.arm })
        #expect((140...260).contains(plans.filter { $0.arm == 1 }.count))
    }

    @Test func byClientIssuesACookieAndKeepsTheArm() {
        var stage = Stage(upstreams, [.splitting(by: .client, [1, 1])])
        var arms = [0, 0]
        for _ in 0..<100 {
            var browser = Browser()
            let first = browser.visit(&stage)
            #expect(browser.cookie.hasPrefix("SERVERID=") && first.armReason == .client && first.verdict == .off)
            let kept = browser.cookie
            for _ in 0..<5 { #expect(browser.visit(&stage).arm == first.arm) }
            #expect(browser.cookie == kept, "nothing changed, so no cookie is sent")
            arms[first.arm ?? 0] += 1
        }
        #expect(arms[0] > 25 && arms[1] > 25)
    }

    @Test func sharesHoldOverDistinctClients() {
        var stage = Stage(upstreams, [.splitting(by: .client, [95, 5])])
        let canary = (0..<10_000).filter { _ in stage.plan(cookies: "").arm == 1 }.count
        #expect((400...600).contains(canary))
    }

    @Test func anyInstanceWithTheSameKeysChoosesTheSameArm() {
        var one = Stage(pinning(upstreams), [.splitting(by: .client, [1, 1])], seed: 1)
        var other = Stage(pinning(upstreams), [.splitting(by: .client, [1, 1])], seed: 2)
        for _ in 0..<50 {
            var browser = Browser()
            let here = browser.visit(&one)
            let there = other.plan(cookies: browser.cookie)
            #expect(there.arm == here.arm && there.server == here.server && there.verdict == .valid)
        }
    }

    @Test func byClientMovesAtOnceWhenItsArmHasNoWeight() {
        var before = Stage(upstreams, [.splitting(by: .client, [0, 1])])
        var after = Stage(upstreams, [.splitting(by: .client, [1, 0])])
        var browser = Browser()
        #expect(browser.visit(&before).arm == 1)
        #expect(browser.visit(&after).arm == 0)
    }

    @Test func bySessionKeepsTheArmWhateverTheWeights() {
        var before = Stage(upstreams, [.splitting(by: .session, [0, 1])])
        var after = Stage(upstreams, [.splitting(by: .session, [1, 0])])
        var browser = Browser()
        let first = browser.visit(&before)
        #expect(first.arm == 1 && first.armReason == .session)
        let kept = browser.visit(&after)
        #expect(kept.arm == 1 && kept.armReason == .session)
        #expect(after.plan(cookies: "").arm == 0)
    }

    @Test func aSessionEndsWithItsCookie() {
        var stage = Stage(upstreams, [.splitting(by: .session, [0, 1])])
        var browser = Browser()
        _ = browser.visit(&stage)
        var later = Stage(upstreams, [.splitting(by: .session, [1, 0])])
        later.advance(seconds: 1801)
        #expect(browser.visit(&later).arm == 0)
    }

    @Test func aSessionWhoseArmIsGoneIsDrawnAnew() {
        var before = Stage(upstreams + upstreams, [.splitting(by: .session, [0, 0, 1], upstreams: [0, 1, 0])])
        var after = Stage(upstreams, [.splitting(by: .session, [1, 0])])
        var browser = Browser()
        #expect(browser.visit(&before).arm == 2)
        let old = browser.cookie
        #expect(browser.visit(&after).arm == 0)
        #expect(browser.cookie != old, "the new arm is kept from now on")
    }

    @Test func byHeaderFollowsItsValue() {
        var stage = Stage(upstreams, [.splitting(by: .header("x-user"), [1, 1])])
        var arms: Set<Int?> = []
        for user in 0..<40 {
            let head = RequestHead.testing(fields: [("X-User", "user-\(user)")])
            let plans = (0..<5).map { _ in stage.plan(head) }
            #expect(Set(plans.map(\.arm)).count == 1)
            #expect(plans[0].armReason == .header && plans[0].cookie == .none)
            arms.insert(plans[0].arm)
        }
        #expect(arms == [0, 1])
        #expect(stage.plan(.testing()).armReason == .request)
        #expect(stage.plan(.testing(fields: [("X-User", "")])).armReason == .request)
    }

    @Test func byIPFollowsTheAddress() {
        var stage = Stage(upstreams, [.splitting(by: .ip, [1, 1])])
        let arms = (0..<200).map { stage.plan(.testing(), from: ip($0)).arm }
        #expect(arms == (0..<200).map { stage.plan(.testing(), from: ip($0)).arm })
        #expect((60...140).contains(arms.filter { $0 == 1 }.count))
        #expect(stage.plan(.testing(), from: ip(1)).armReason == .ip)
    }

    @Test func allWeightsZeroIsRefused() {
        for unit in [SplitUnit.request, .client, .session, .header("x"), .ip] {
            var stage = Stage(upstreams, [.splitting(by: unit, [0, 0])])
            let plan = stage.plan(.testing(fields: [("x", "1")]))
            #expect(plan.outcome == .refuse(.noWeight) && plan.arm == nil && plan.cookie == .none)
        }
    }

    @Test func anArmThatCannotServeFallsBack() {
        for unit in [SplitUnit.request, .client, .session, .header("x"), .ip] {
            var stage = Stage(upstreams, [.splitting(by: unit, [1, 1_000_000])])
            stage.set(.down, upstream: 1, server: 0)
            stage.set(.down, upstream: 1, server: 1)
            let plan = stage.plan(.testing(fields: [("x", "1")]))
            #expect(plan.arm == 0 && plan.armReason == .fallback && plan.outcome == .forward && plan.upstream == 0)
        }
    }

    @Test func fallbackNeverDrawsWeightZeroAndEndsInNoServer() {
        var stage = Stage(upstreams, [.splitting(by: .client, [0, 1])])
        stage.set(.down, upstream: 1, server: 0)
        stage.set(.down, upstream: 1, server: 1)
        let plan = stage.plan(cookies: "")
        #expect(plan.outcome == .refuse(.noServer) && plan.arm == 1 && plan.armReason == .client)
    }

    @Test func fallbackNoneRefuses() {
        var stage = Stage(upstreams, [.splitting(by: .request, [0, 1], fallback: .none)])
        stage.set(.maintenance, upstream: 1, server: 0)
        stage.set(.maintenance, upstream: 1, server: 1)
        #expect(stage.plan(cookies: "").outcome == .refuse(.noServer))
    }

    @Test func aClientReturnsToItsArmAndASessionStaysWhereItWent() {
        for (unit, returnsTo) in [(SplitUnit.client, 1), (.session, 0)] {
            var stage = Stage(upstreams, [.splitting(by: unit, [1, 1_000_000])])
            var browser = Browser()
            #expect(browser.visit(&stage).arm == 1)
            for server in 0...1 { stage.set(.down, upstream: 1, server: server) }
            #expect(browser.visit(&stage).arm == 0)
            for server in 0...1 { stage.set(.up, upstream: 1, server: server) }
            #expect(browser.visit(&stage).arm == returnsTo)
        }
    }

    @Test func aClientKeptOnAServerThatTakesNobodyNewStaysInItsArm() {
        var pinned = pinning(upstreams)
        var stage = Stage(pinned, [.splitting(by: .client, [1, 1_000_000])])
        var browser = Browser()
        let first = browser.visit(&stage)
        for index in 0...1 { pinned[1].servers[index].weight = 0 }
        var drained = Stage(pinned, [.splitting(by: .client, [1, 1_000_000])])
        let second = browser.visit(&drained)
        #expect(second.arm == 1 && second.server == first.server && second.verdict == .valid)
        #expect(drained.plan(cookies: "").armReason == .fallback)
    }

    @Test func anAllowedTesterForcesAnArm() {
        let network = Network("192.0.2.0/24").map { [$0] } ?? []
        let sources: [(ForceSource, (String, String))] = [
            (.header("x-arm"), ("X-Arm", "arm-1")), (.cookie("arm"), ("Cookie", "x=1; arm=arm-1")),
        ]
        for (source, field) in sources {
            let force = ForceSettings(source: source, clients: network)
            var stage = Stage(upstreams, [.splitting(by: .client, [1, 0], force: force)])
            let head = RequestHead.testing(fields: [field])
            let plan = stage.plan(head)
            #expect(plan.arm == 1 && plan.armReason == .forced && plan.upstream == 1)
            #expect(stage.plan(head, from: Stage.address("198.51.100.1")).arm == 0)
            #expect(stage.plan(head, from: Stage.address("127.0.0.1")).arm == 0)
        }
    }

    @Test func withoutNetworksOnlyLoopbackMayForce() {
        let force = ForceSettings(source: .header("x-arm"), clients: [])
        var stage = Stage(upstreams, [.splitting(by: .request, [1, 0], force: force)])
        let head = RequestHead.testing(fields: [("x-arm", "arm-1")])
        #expect(stage.plan(head).arm == 0)
        #expect(stage.plan(head, from: Stage.address("127.0.0.1")).arm == 1)
        #expect(stage.plan(head, from: Stage.address("::1")).arm == 1)
        #expect(stage.plan(.testing(fields: [("x-arm", "no-such")]), from: Stage.address("::1")).arm == 0)
    }

    @Test func forcingNeverChangesTheKeptArm() {
        let force = ForceSettings(source: .header("x-arm"), clients: [])
        var stage = Stage(pinning(upstreams), [.splitting(by: .session, [1, 0], force: force)])
        var browser = Browser()
        #expect(browser.visit(&stage).arm == 0)
        let fields = [("x-arm", "arm-1"), ("Cookie", browser.cookie)]
        let forced = stage.plan(.testing(fields: fields), from: Stage.address("::1"))
        #expect(forced.arm == 1 && forced.verdict == .unknown)
        let given = stage.cookie(forced)
        if !given.isEmpty { browser.cookie = given }
        let after = browser.visit(&stage)
        #expect(after.arm == 0 && after.armReason == .session)
    }

    @Test func withAffinityOffASplitByClientIsLeftToChance() {
        var stage = Stage(pinning(upstreams), [.splitting(by: .client, [1, 1], affinity: false)])
        let plan = stage.plan(cookies: "")
        #expect(plan.armReason == .request && plan.verdict == .off && stage.cookie(plan).isEmpty)
    }
}
