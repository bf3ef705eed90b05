import Testing
import WeirModel

@testable import WeirCore

@Suite struct PinnedVerdictTests {
    @Test func weightAndBackupMakeNoDifference() {
        let view = Self.view([BalanceFixture.server(0, weight: 0), BalanceFixture.server(1, backup: true)])
        #expect(view.pinned(0, now: BalanceFixture.start) == .valid)
        #expect(view.pinned(1, now: BalanceFixture.start) == .valid)
    }

    @Test func unhealthyStartingOrInMaintenanceIsDown() {
        let view = Self.view([
            BalanceFixture.server(0), BalanceFixture.server(1), BalanceFixture.server(2, state: .maintenance),
            BalanceFixture.server(3, state: .drain),
        ])
        view.state.setHealth(.down, reason: "", server: 0, now: BalanceFixture.start)
        view.state.setHealth(.starting, reason: "", server: 1, now: BalanceFixture.start)
        view.state.setHealth(.down, reason: "", server: 3, now: BalanceFixture.start)
        for server in 0...3 { #expect(view.pinned(server, now: BalanceFixture.start) == .down) }
    }

    @Test func anIndexOutOfRangeIsDown() {
        let view = Self.view([BalanceFixture.server(0)])
        #expect(view.pinned(-1, now: BalanceFixture.start) == .down)
        #expect(view.pinned(1, now: BalanceFixture.start) == .down)
    }

    @Test func drainingKeepsOrMovesAsConfigured() {
        let servers = [BalanceFixture.server(0, state: .drain)]
        let keeping = Self.view(servers)
        let moving = Self.view(servers, affinity: Affinity(onDrain: .move))
        #expect(keeping.pinned(0, now: BalanceFixture.moment(after: .seconds(86400 * 365))) == .kept)
        #expect(moving.pinned(0, now: BalanceFixture.start) == .moved)
    }

    @Test func theDeadlineRunsFromTheStart() {
        let view = Self.view([BalanceFixture.server(0, state: .drain, deadline: .seconds(60))])
        #expect(view.pinned(0, now: BalanceFixture.moment(after: .milliseconds(59_999))) == .kept)
        #expect(view.pinned(0, now: BalanceFixture.moment(after: .seconds(60))) == .moved)
    }

    @Test func theDeadlineRunsFromTheOperatorsWish() {
        let view = Self.view([BalanceFixture.server(0, deadline: .seconds(60))])
        let wished = BalanceFixture.moment(after: .seconds(100))
        #expect(view.pinned(0, now: wished) == .valid)
        view.state.setOperatorState(.drain, server: 0, now: wished)
        view.state.setOperatorState(.drain, server: 0, now: BalanceFixture.moment(after: .seconds(150)))
        #expect(view.pinned(0, now: BalanceFixture.moment(after: .milliseconds(159_999))) == .kept)
        #expect(view.pinned(0, now: BalanceFixture.moment(after: .seconds(160))) == .moved)
    }

    private static func view(_ servers: [Server], affinity: Affinity = Affinity()) -> UpstreamView {
        UpstreamView(BalanceFixture.state(.random, servers: servers, affinity: affinity))
    }
}
