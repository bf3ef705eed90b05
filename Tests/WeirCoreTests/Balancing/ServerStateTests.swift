import Synchronization
import Testing
import WeirModel

@testable import WeirCore

@Suite struct ServerStateTests {
    @Test func requestsAreCountedExactlyByManyThreads() {
        let state = BalanceFixture.state(.random, weights: [1, 1])
        ThreadedWork.run(threads: 8) { thread in
            let server = state.servers[thread % 2]
            for _ in 0..<5000 {
                server.begin()
                server.begin()
                server.end()
            }
        }
        #expect(state.servers.map(\.active) == [20_000, 20_000])
    }

    @Test func connectionsNeverPassTheirLimit() {
        let server = BalanceFixture.state(.random, weights: [1]).servers[0]
        let granted = Atomic<Int>(0)
        let highest = Atomic<Int>(0)
        ThreadedWork.run(threads: 8) { _ in
            for round in 0..<3000 where server.tryOpenConnection(limit: 17) {
                highest.max(server.connections, ordering: .relaxed)
                if round.isMultiple(of: 50) {
                    granted.wrappingAdd(1, ordering: .relaxed)
                } else {
                    server.connectionClosed()
                }
            }
        }
        #expect(server.connections == granted.load(ordering: .relaxed))
        #expect(server.connections <= 17)
        #expect(highest.load(ordering: .relaxed) <= 17)
    }

    @Test func aLimitOfZeroIsNone() {
        let server = BalanceFixture.state(.random, weights: [1]).servers[0]
        for _ in 0..<1000 { #expect(server.tryOpenConnection(limit: 0)) }
        #expect(!server.tryOpenConnection(limit: 1000))
        server.connectionClosed()
        #expect(server.tryOpenConnection(limit: 1000))
        #expect(server.connections == 1000)
    }

    @Test func samplesOfManyThreadsStayBetweenTheirBounds() {
        let server = BalanceFixture.state(.leastResponseTime, weights: [1]).servers[0]
        ThreadedWork.run(threads: 6) { thread in
            for step in 0..<2000 {
                let now = BalanceFixture.moment(after: .milliseconds(step))
                server.observe(firstByteMicroseconds: thread.isMultiple(of: 2) ? 1000 : 2000, now: now)
            }
        }
        let estimate = server.tally.responseTime.estimate(
            monotonic: BalanceFixture.moment(after: .milliseconds(1999)).monotonic)
        #expect(estimate.map { (1000...2000).contains($0) } == true)
    }
}
