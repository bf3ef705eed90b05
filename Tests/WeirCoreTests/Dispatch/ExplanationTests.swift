import Testing
import WeirModel

@testable import WeirCore

@Suite struct ExplanationTests {
    @Test func saysWhatThePlanAndTheNaiveScanSay() {
        let upstreams = [Stage.upstream("web", ["a", "b"], affinity: Affinity()), Stage.upstream("next", ["c"])]
        var routed = 0
        for seed in 0..<40 as Range<UInt64> {
            var random = RandomRoutes(seed: seed)
            var routes = random.routes(20)
            for index in routes.indices where index % 3 == 0 { routes[index].action = splitAction(index) }
            // Two worlds of one seed see the same luck.
            var explaining = Stage(upstreams, routes, seed: seed)
            var serving = Stage(upstreams, routes, seed: seed)
            for _ in 0..<25 {
                let request = random.request()
                let head = request.head
                let explanation = Explanation(head, client: request.client, world: &explaining.world, now: serving.now)
                #expect(explanation.plan == serving.plan(head, from: request.client))
                let expected = routes.prefix { NaiveRoutes.failure($0.conditions, request) != nil }.map {
                    NaiveRoutes.failure($0.conditions, request)
                }
                #expect(explanation.passedRoutes.map(\.failure) == expected)
                #expect(explanation.plan.route == (expected.count < routes.count ? expected.count : nil))
                routed += explanation.plan.route == nil ? 0 : 1
            }
        }
        #expect((200...990).contains(routed))
    }

    private func splitAction(_ index: Int) -> RouteAction {
        let units: [SplitUnit] = [.request, .client, .session, .header("n"), .ip]
        return Route.splitting(by: units[index % 5], [2, 1]).action
    }

    @Test func theHighestScoreWins() {
        var stage = Stage(
            [Stage.upstream("web", ["a"]), Stage.upstream("next", ["b"])], [.splitting(by: .client, [3, 2])])
        for _ in 0..<50 {
            let explanation = Explanation(.testing(), client: stage.client, world: &stage.world, now: stage.now)
            let best = explanation.arms.max { ($0.score ?? 0) < ($1.score ?? 0) }
            #expect(best?.arm == explanation.plan.arm && explanation.arms.map(\.weight) == [3, 2])
        }
    }

    @Test func saysWhyAServerIsNotChosen() {
        var stage = Stage([Stage.upstream("web", ["a", "b", "c"])], [Route(name: "r", action: .upstream(0))])
        stage.set(.down, server: 0)
        stage.set(.maintenance, server: 1)
        let explanation = Explanation(.testing(), client: stage.client, world: &stage.world, now: stage.now)
        #expect(explanation.plan.server == 2)
        #expect(explanation.servers.map(\.standing) == [.down, .maintenance, .candidate])
        #expect(explanation.servers.map(\.id) == ["a", "b", "c"] && explanation.servers[0].health == .down)
        #expect(explanation.arms.isEmpty && explanation.passedRoutes.isEmpty)
    }

    @Test func withoutARouteAllArePassed() {
        let conditions = [RouteConditions(hosts: [.exact("x.test")]), RouteConditions(methods: ["POST"])]
        var stage = Stage(
            [Stage.upstream("web", ["a"])],
            conditions.map { Route(name: "r", conditions: $0, action: .upstream(0)) })
        let explanation = Explanation(.testing(), client: stage.client, world: &stage.world, now: stage.now)
        #expect(explanation.plan.outcome == .refuse(.noRoute) && explanation.servers.isEmpty)
        #expect(explanation.passedRoutes.map(\.failure) == [.hosts, .methods])
    }
}
