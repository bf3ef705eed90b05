import Testing
import WeirCore
import WeirModel

@Suite struct SessionMachineTests {
    private static let second: Int64 = 1_000_000_000
    private static let timeouts = Timeouts(
        head: .seconds(10), body: .seconds(20), keepAlive: .seconds(60), ping: .seconds(30))

    private func serving(streams: Int = 0) -> SessionMachine {
        var machine = SessionMachine(timeouts: Self.timeouts, limits: Limits(), now: 0)
        machine.opened(now: 0)
        for _ in 0..<streams { machine.streamOpened() }
        return machine
    }

    private func expire(_ machine: inout SessionMachine, _ now: Int64) -> SessionMachine.Expiry {
        machine.deadlinePassed(now: now)
    }

    @Test func aClientThatSaysNothingIsNotWaitedFor() {
        var machine = SessionMachine(timeouts: Self.timeouts, limits: Limits(), now: 0)
        #expect(machine.deadline == 10 * Self.second)
        #expect(expire(&machine, 10 * Self.second) == .fail(.headTimeout))
    }

    @Test func leavesWhenNothingIsUnderWay() {
        var machine = serving()
        #expect(machine.deadline == 60 * Self.second)
        #expect(expire(&machine, 60 * Self.second) == .leave)
        machine.streamOpened()
        machine.streamClosed(now: 70 * Self.second)
        #expect(machine.deadline == 130 * Self.second)
    }

    @Test func aHeaderBlockHasToBeWholeInTime() {
        var machine = serving()
        machine.headerBlockBegan(now: 5 * Self.second)
        machine.headerBlockBegan(now: 9 * Self.second)
        #expect(machine.deadline == 15 * Self.second)
        machine.headerBlockEnded()
        #expect(machine.deadline == 60 * Self.second)
        machine.headerBlockBegan(now: 20 * Self.second)
        #expect(expire(&machine, 30 * Self.second) == .fail(.headTimeout))
    }

    @Test func aSilentClientIsAskedAndThenGivenUp() {
        var machine = serving(streams: 1)
        #expect(machine.deadline == 30 * Self.second)
        #expect(expire(&machine, 30 * Self.second) == .ping)
        #expect(machine.deadline == 60 * Self.second)
        #expect(expire(&machine, 60 * Self.second) == .fail(.clientGone))
    }

    @Test func anythingIsASignOfLife() {
        var machine = serving(streams: 1)
        #expect(expire(&machine, 30 * Self.second) == .ping)
        machine.heard(now: 31 * Self.second)
        #expect(machine.deadline == 61 * Self.second)
    }

    @Test func aClientThatTakesNothingIsGivenUp() {
        var machine = serving(streams: 1)
        machine.sendStalled(unsent: 3000, now: 0)
        #expect(machine.deadline == 20 * Self.second)
        machine.heard(now: 15 * Self.second)
        #expect(machine.deadlinePassed(unsent: 1976, now: 20 * Self.second) == .none)
        #expect(machine.deadline == 40 * Self.second)
        #expect(machine.deadlinePassed(unsent: 953, now: 40 * Self.second) == .fail(.sendTimeout))
        machine.sendResumed()
        #expect(machine.deadline == 45 * Self.second)
    }

    @Test func leavesOnceAndEndsForGood() {
        var machine = serving(streams: 1)
        let first = machine.left()
        let second = machine.left()
        #expect(first)
        #expect(!second)
        machine.ended()
        #expect(machine.deadline == nil)
        #expect(expire(&machine, .max) == .none)
    }

    @Test func whatIsWrittenMeanwhileCountsAsToBeTaken() {
        var machine = serving(streams: 1)
        machine.sendStalled(unsent: 100, now: 0)
        machine.sendQueued(unsent: 10_000)
        machine.heard(now: 15 * Self.second)
        #expect(machine.deadlinePassed(unsent: 8_000, now: 20 * Self.second) == .none)
    }

    @Test func requestsWithinTenSecondsAreBoundedWhereALimitIsSet() {
        var limits = Limits()
        for (limit, admitted) in [(0, 1000), (1, 1), (7, 7)] {
            limits.requestRate = limit
            var machine = SessionMachine(timeouts: Self.timeouts, limits: limits, now: 0)
            var count = 0
            for _ in 0..<1000 where machine.admitRequest(now: 0) { count += 1 }
            #expect(count == admitted)
        }
    }

    @Test func windowsMayBeOpenedAsBytesAreTaken() {
        var limits = Limits()
        limits.http2.windowUpdates = 10
        var machine = SessionMachine(timeouts: Self.timeouts, limits: limits, now: 0)
        machine.bytesSent(5 * 1024)
        var count = 0
        for _ in 0..<100 where machine.windowOpened(now: 0) { count += 1 }
        #expect(count == 15)
    }
}
