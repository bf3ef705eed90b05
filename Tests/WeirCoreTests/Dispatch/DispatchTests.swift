import Testing
import WeirModel

@testable import WeirCore

@Suite struct DispatchTests {
    private func redirecting(to target: String, keepPath: Bool = true) -> Stage {
        Stage([], [Route(name: "old", action: .redirect(Redirect(to: target, status: 301, keepPath: keepPath)))])
    }

    private func location(_ stage: inout Stage, _ target: String) -> String {
        let head = RequestHead.testing("GET", target)
        let plan = stage.plan(head)
        var bytes: [UInt8] = []
        #expect(Dispatch.location(for: plan, request: head, snapshot: stage.world.snapshot, into: &bytes) == 301)
        #expect(plan.outcome == .redirect && plan.cookie == .none && plan.upstream == nil)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("https://shop.test", "/a?b=1", "https://shop.test/a?b=1"),
        ("https://shop.test/", "/a", "https://shop.test/a"),
        ("https://shop.test/x/", "/", "https://shop.test/x/"),
        ("https://shop.test", "//evil.test/", "https://shop.test//evil.test/"),
        ("/", "/a//b", "/a//b"),
        ("/", "//evil.test/", "/evil.test/"),
        ("/", "/\\evil.test/", "/evil.test/"),
        ("/new", "//evil.test/", "/new//evil.test/"),
        ("https://shop.test", "*", "https://shop.test"),
    ])
    func redirectsKeepThePath(_ to: String, _ target: String, _ expected: String) {
        var stage = redirecting(to: to)
        #expect(location(&stage, target) == expected)
    }

    @Test func redirectsWithoutThePath() {
        var stage = redirecting(to: "https://shop.test/", keepPath: false)
        #expect(location(&stage, "/a?b=1") == "https://shop.test/")
    }

    @Test func nothingMatches() {
        var stage = Stage([], [])
        let plan = stage.plan(.testing())
        #expect(plan.outcome == .refuse(.noRoute) && plan.route == nil)
        #expect(Fault(.noRoute).status == 404 && Fault(.noServer).status == 503 && Fault(.noWeight).status == 503)
        var bytes: [UInt8] = []
        #expect(Dispatch.location(for: plan, request: .testing(), snapshot: stage.world.snapshot, into: &bytes) == nil)
        #expect(bytes.isEmpty)
    }

    @Test func noServerCanServe() {
        var stage = Stage(
            [Stage.upstream("web", ["w1"], affinity: Affinity())], [Route(name: "r", action: .upstream(0))])
        stage.set(.down, server: 0)
        let plan = stage.plan(cookies: "")
        #expect(plan.outcome == .refuse(.noServer) && plan.upstream == 0 && plan.cookie == .none)
        #expect(stage.cookie(plan, answeredBy: nil).isEmpty)
    }

    @Test func retriesGoToTheServersLeft() {
        var stage = Stage([Stage.upstream("web", ["w1", "w2"])], [Route(name: "r", action: .upstream(0))])
        var tried = ServerSet()
        let first = stage.plan(cookies: "").server ?? 9
        tried.insert(first)
        let second = stage.world.nextServer(upstream: 0, client: stage.client, excluding: tried, now: stage.now)
        #expect(second == 1 - first)
        tried.insert(1 - first)
        #expect(stage.world.nextServer(upstream: 0, client: stage.client, excluding: tried, now: stage.now) == nil)
    }

    @Test func aReloadKeepsTheStandingOfServersByName() {
        let old = Stage([Stage.upstream("a", ["x"]), Stage.upstream("b", ["y", "z"])], [])
        old.set(.down, upstream: 1, server: 1)
        let configuration = Configuration(
            upstreams: [Stage.upstream("b", ["z", "y"]), Stage.upstream("c", ["z"])],
            routes: [Route(name: "r", action: .upstream(0))])
        var upstreams = configuration.upstreams
        for index in upstreams.indices { upstreams[index].health = HealthCheck(kind: .tcp) }
        let snapshot = Snapshot(
            configuration: Configuration(upstreams: upstreams, routes: configuration.routes),
            keys: old.world.snapshot.keys, generation: 2, previous: old.world.snapshot, now: old.now)
        #expect(snapshot.upstreams[0].servers.map(\.health) == [.down, .up])
        #expect(snapshot.upstreams[1].servers.map(\.health) == [.up])
    }
}
