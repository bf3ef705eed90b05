import Testing
import WeirModel

@testable import WeirCore

@Suite struct UpstreamStateTests {
    private let probed = HealthCheck(kind: .tcp)
    private let later = BalanceFixture.moment(after: .seconds(90))

    @Test func theVersionMovesOnlyWithAChange() {
        let state = BalanceFixture.state(.random, weights: [1, 1])
        let before = state.version
        state.setHealth(.up, reason: "still fine", server: 0, now: later)
        state.setOperatorState(.ready, server: 0, now: later)
        state.setHealth(.down, reason: "", server: 2, now: later)
        state.setOperatorState(.drain, server: -1, now: later)
        #expect(state.version == before)
        state.setHealth(.down, reason: "", server: 0, now: later)
        #expect(state.version == before + 1)
        state.setOperatorState(.drain, server: 0, now: later)
        #expect(state.version == before + 2)
    }

    @Test func reasonAndTimeStandInTheDetail() {
        let state = BalanceFixture.state(.random, weights: [1])
        state.setHealth(.down, reason: "connection refused", server: 0, now: later)
        state.setHealth(.down, reason: String(repeating: "ü", count: 150), server: 0, now: BalanceFixture.start)
        let detail = state.servers[0].healthDetail()
        #expect(detail.health == .down)
        #expect(detail.reason == String(repeating: "ü", count: 100))
        #expect(detail.since == later.wall, "since it went down, not since the last failure")
        #expect(detail.operatorState == .ready)
    }

    @Test func newServersAreUpUnlessTheyHaveAStartupCheck() {
        let servers = [BalanceFixture.server(0)]
        let startup = HealthCheck(kind: .tcp, startup: true)
        #expect(BalanceFixture.state(.random, servers: servers).servers[0].health == .up)
        #expect(BalanceFixture.state(.random, servers: servers, health: probed).servers[0].health == .up)
        #expect(BalanceFixture.state(.random, servers: servers, health: startup).servers[0].health == .starting)
    }

    @Test func standingSurvivesAReloadById() {
        let old = BalanceFixture.state(.random, servers: (0..<3).map { BalanceFixture.server($0) }, health: probed)
        old.setHealth(.down, reason: "refused", server: 2, now: later)
        old.servers[2].begin()
        old.servers[2].observe(firstByteMicroseconds: 700, now: later)
        #expect(old.servers[2].tryOpenConnection(limit: 0))
        let startup = HealthCheck(kind: .tcp, startup: true)
        let new = BalanceFixture.state(
            .random,
            servers: [BalanceFixture.server(2, weight: 9), BalanceFixture.server(7), BalanceFixture.server(0)],
            health: startup, previous: old)
        #expect(new.servers.map(\.health) == [.down, .starting, .up])
        #expect(new.servers[0].healthDetail() == old.servers[2].healthDetail())
        #expect(new.servers[0].identity == old.servers[2].identity)
        #expect(new.servers[0].tally.responseTime == old.servers[2].tally.responseTime)
        old.servers[2].end()
        old.servers[2].connectionClosed()
        #expect(new.servers[0].active == 0, "what began before the reload ends in the same count")
        #expect(new.servers[0].connections == 0)
    }

    @Test func anotherAddressCountsAnew() {
        let old = BalanceFixture.state(.random, servers: [BalanceFixture.server(0)], health: probed)
        old.servers[0].begin()
        var moved = BalanceFixture.server(0)
        moved.address = .unix("/run/app.sock")
        let new = BalanceFixture.state(.random, servers: [moved], health: probed, previous: old)
        #expect(new.servers[0].active == 0)
        #expect(old.servers[0].active == 1)
    }

    @Test func aServerThatIsNoLongerProbedIsUp() {
        let old = BalanceFixture.state(.random, servers: [BalanceFixture.server(0)], health: probed)
        old.setHealth(.down, reason: "refused", server: 0, now: later)
        let new = BalanceFixture.state(.random, servers: [BalanceFixture.server(0)], previous: old)
        #expect(new.servers[0].health == .up)
        #expect(new.servers[0].healthDetail().reason.isEmpty)
    }

    @Test func theOperatorsWishStaysUntilTheFileSaysAnother() {
        let old = BalanceFixture.state(.random, servers: [BalanceFixture.server(0), BalanceFixture.server(1)])
        old.setOperatorState(.drain, server: 0, now: later)
        old.setOperatorState(.drain, server: 1, now: later)
        let new = BalanceFixture.state(
            .random, servers: [BalanceFixture.server(0), BalanceFixture.server(1, state: .maintenance)], previous: old)
        #expect(new.servers.map(\.operatorState) == [.drain, .maintenance])
    }

    @Test func aReloadDoesNotProlongADrain() {
        let servers = [BalanceFixture.server(0, state: .drain, deadline: .seconds(60))]
        let old = BalanceFixture.state(.random, servers: servers)
        let upstream = Upstream(name: "web", balance: .random, servers: servers, affinity: Affinity())
        let new = UpstreamState(
            upstream: upstream, index: 0, startedAt: BalanceFixture.moment(after: .seconds(50)), previous: old)
        let view = UpstreamView(new)
        #expect(view.pinned(0, now: BalanceFixture.moment(after: .seconds(59))) == .kept)
        #expect(view.pinned(0, now: BalanceFixture.moment(after: .seconds(61))) == .moved)
    }

    @Test func serversAreFoundByWhatCookiesSay() {
        let state = BalanceFixture.state(.random, weights: [1, 1, 1])
        for server in state.servers { #expect(state.server(identity: server.identity) == server.index) }
        #expect(state.server(identity: 0) == nil)
        #expect(state.server(percentEncodedID: Array("s1".utf8).span) == 1)
        #expect(state.server(percentEncodedID: Array("%731".utf8).span) == 1)
        #expect(state.server(percentEncodedID: Array("s9".utf8).span) == nil)
    }

    @Test func viewsOnManyThreadsSeeEveryChange() {
        let state = BalanceFixture.state(.roundRobin, weights: [1, 1, 1, 1])
        ThreadedWork.run(threads: 4) { thread in
            var view = UpstreamView(state)
            for step in 0..<200 {
                if thread < 2 {
                    state.setHealth(step % 2 == 0 ? .down : .up, reason: "", server: thread, now: BalanceFixture.start)
                }
                #expect(BalanceFixture.picks(1, of: &view)[0] != nil)
            }
        }
        var view = UpstreamView(state)
        #expect(BalanceFixture.counts(BalanceFixture.picks(8, of: &view), servers: 4) == [2, 2, 2, 2])
    }
}
