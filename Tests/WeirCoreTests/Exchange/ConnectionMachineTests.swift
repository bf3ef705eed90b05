import Testing
import WeirModel

@testable import WeirCore

@Suite struct ConnectionMachineTests {
    private static let second: Int64 = 1_000_000_000

    private func machine(secure: Bool = false, requests: Int = 100) -> ConnectionMachine {
        ConnectionMachine(secure: secure, timeouts: Timeouts(), limits: Limits(), requestLimit: requests, now: 0)
    }

    /// A machine in the middle of an exchange that began at 1 s.
    private func exchanging(hasBody: Bool = false) -> ConnectionMachine {
        var machine = machine()
        machine.headBegan(now: 0)
        machine.headCompleted(hasBody: hasBody, now: Self.second)
        return machine
    }

    @Test func theHandshakeHasTenSeconds() {
        var machine = machine(secure: true)
        #expect(machine.deadline == 10 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .fail(.tlsHandshake))
    }

    private func announced(
        _ acceptance: ProxyHeaderAcceptance, isTrusted: Bool, secure: Bool = false
    ) -> ConnectionMachine {
        ConnectionMachine(
            secure: secure, proxyHeader: ProxyHeaderExpectation(acceptance, isTrusted: isTrusted),
            timeouts: Timeouts(handshake: .seconds(7), head: .seconds(3)), limits: Limits(), requestLimit: 1, now: 0)
    }

    @Test func onlyTrustedPeersMaySendAProxyHeader() {
        for secure in [false, true] {
            let first: ConnectionMachine.Phase = secure ? .handshaking : .waiting
            #expect(announced(.off, isTrusted: true, secure: secure).phase == first)
            #expect(announced(.accept, isTrusted: false, secure: secure).phase == first)
            #expect(announced(.accept, isTrusted: true, secure: secure).phase == .proxyHeader)
            #expect(announced(.require, isTrusted: true, secure: secure).phase == .proxyHeader)
        }
    }

    @Test func onlyWhereOneIsRequiredAreOthersRefused() {
        #expect(announced(.require, isTrusted: false).opened() == .untrustedProxy)
        for acceptance in ProxyHeaderAcceptance.allCases {
            #expect(announced(acceptance, isTrusted: true).opened() == nil)
        }
        #expect(announced(.accept, isTrusted: false).opened() == nil)
    }

    @Test func aProxyHeaderHasTheTimeOfAHead() {
        var machine = announced(.require, isTrusted: true, secure: true)
        #expect(machine.deadline == 3 * Self.second)
        machine.proxyHeaderEnded(now: 2 * Self.second)
        #expect(machine.phase == .handshaking)
        #expect(machine.deadline == 9 * Self.second)
        machine.proxyHeaderEnded(now: 5 * Self.second)
        #expect(machine.deadline == 9 * Self.second)
        var late = announced(.accept, isTrusted: true)
        #expect(late.deadlinePassed(now: 3 * Self.second) == .fail(.proxyHeaderTimeout))
    }

    @Test func withoutAProxyHeaderOneIsServedWhereItIsOptional() {
        var machine = announced(.accept, isTrusted: true)
        #expect(machine.proxyHeaderMissed(now: Self.second) == nil)
        #expect(machine.phase == .waiting)
        #expect(machine.deadline == 4 * Self.second)
        var strict = announced(.require, isTrusted: true)
        #expect(strict.proxyHeaderMissed(now: Self.second) == .badProxyHeader)
        #expect(strict.phase == .proxyHeader)
    }

    @Test func aDrainClosesConnectionsThatAreStillToBeAnnounced() {
        var machine = announced(.accept, isTrusted: true)
        #expect(machine.drain() == true)
    }

    @Test func aConnectionWithoutARequestJustCloses() {
        var machine = machine()
        #expect(machine.deadline == 10 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .close)
    }

    @Test func aHeadHasTenSecondsFromItsFirstByteHoweverItDrips() {
        var machine = machine()
        machine.headBegan(now: 3 * Self.second)
        machine.headBegan(now: 9 * Self.second)
        #expect(machine.deadline == 13 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .fail(.headTimeout))
    }

    @Test func aRequestWithoutBodyHasNoDeadlineOfTheClients() {
        #expect(exchanging().deadline == nil)
    }

    @Test func aBodyMayBeSilentForThirtySeconds() {
        var machine = exchanging(hasBody: true)
        #expect(machine.deadline == 31 * Self.second)
        machine.bodyMoved(now: 20 * Self.second)
        #expect(machine.deadline == 50 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .fail(.bodyTimeout))
    }

    @Test func aBodyThatWeDoNotReadIsNotTheClientsFault() {
        var machine = exchanging(hasBody: true)
        machine.bodyPaused()
        #expect(machine.deadline == nil)
        machine.bodyMoved(now: 5 * Self.second)
        #expect(machine.deadline == 35 * Self.second)
        machine.requestEnded()
        #expect(machine.deadline == nil)
    }

    @Test func aStalledClientIsGivenUpUnlessItTakesSome() {
        var machine = exchanging()
        machine.sendStalled(unsent: 5000, now: 2 * Self.second)
        #expect(machine.deadline == 32 * Self.second)
        #expect(machine.deadlinePassed(unsent: 3976, now: 32 * Self.second) == .none)
        #expect(machine.deadline == 62 * Self.second)
        var resumed = machine
        resumed.sendResumed(now: 33 * Self.second)
        #expect(resumed.deadline == nil)
        #expect(machine.deadlinePassed(unsent: 2953, now: 62 * Self.second) == .fail(.sendTimeout))
    }

    @Test func keepAliveGoesOnToTheNextRequest() {
        var machine = exchanging()
        #expect(machine.exchangeEnded(keepAlive: true, now: 2 * Self.second) == .nextRequest)
        #expect(machine.phase == .waiting)
        #expect(machine.deadline == 77 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .close)
    }

    @Test func withoutKeepAliveItLingers() {
        var machine = exchanging()
        #expect(machine.exchangeEnded(keepAlive: false, now: 0) == .linger)
        machine.lingered(now: Self.second)
        #expect(machine.phase == .lingering)
        #expect(machine.deadline == 3 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .close)
    }

    @Test func whatIsUnsentWhenItLingersMayTakeAsLongAsAnyResponse() {
        var machine = exchanging()
        machine.lingered(now: Self.second, unsent: 2000)
        #expect(machine.deadline == 31 * Self.second)
        #expect(machine.deadlinePassed(unsent: 500, now: 31 * Self.second) == .none)
        #expect(machine.deadline == 61 * Self.second)
        machine.sendResumed(now: 32 * Self.second)
        #expect(machine.deadline == 61 * Self.second)
        var stuck = machine
        #expect(stuck.deadlinePassed(unsent: 500, now: 61 * Self.second) == .fail(.sendTimeout))
        machine.lingered(now: 40 * Self.second)
        #expect(machine.deadline == 42 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .close)
    }

    @Test func anUnreadBodyCostsTheConnection() {
        var machine = exchanging(hasBody: true)
        #expect(machine.exchangeEnded(keepAlive: true, now: 0) == .linger)
    }

    @Test func requestsPerConnectionAreBounded() {
        var machine = machine(requests: 2)
        for expected in [ConnectionMachine.Next.nextRequest, .linger] {
            machine.headBegan(now: 0)
            machine.headCompleted(hasBody: false, now: 0)
            #expect(machine.exchangeEnded(keepAlive: true, now: 0) == expected)
        }
    }

    @Test func drainingClosesTheIdleAndLetsTheBusyEnd() {
        var idle = machine()
        let closesIdle = idle.drain()
        #expect(closesIdle)
        var busy = exchanging()
        let closesBusy = busy.drain()
        #expect(!closesBusy)
        #expect(!busy.mayContinue)
        #expect(busy.exchangeEnded(keepAlive: true, now: 0) == .linger)
    }

    @Test func aTunnelHasADeadlineForSilence() {
        var machine = exchanging()
        machine.tunnelBegan(now: 0)
        #expect(machine.deadline == 3600 * Self.second)
        machine.bodyMoved(now: 10 * Self.second)
        #expect(machine.deadline == 3610 * Self.second)
        #expect(machine.deadlinePassed(now: 0) == .fail(.tunnelIdle))
    }

    @Test func nothingHappensAfterTheEnd() {
        var machine = machine()
        machine.closed()
        machine.headBegan(now: 0)
        machine.lingered(now: 0)
        #expect(machine.phase == .closed)
        #expect(machine.deadline == nil)
        #expect(machine.deadlinePassed(now: 0) == .none)
    }

    @Test func hugeDurationsDoNotOverflow() {
        let century = Duration.seconds(Int64.max)
        #expect(century.nanoseconds == Int64.max / 4)
        #expect(Duration.milliseconds(1500).nanoseconds == 1_500_000_000)
    }

    @Test(arguments: [
        // The limit, what waited, what waits when the time is up; whether the client is given up.
        (1024, 5000, 3976, false), (1024, 5000, 3977, true), (1024, 5000, 5000, true), (1024, 500, 499, true),
        (1024, 5000, 9000, true), (0, 5000, 4999, false), (0, 5000, 5000, true), (4096, 5000, 3000, true),
    ])
    func aStalledClientHasToTakeSoMuchInItsTime(limit: Int, before: Int, after: Int, isGivenUp: Bool) {
        var limits = Limits()
        limits.sendBytes = limit
        var machine = ConnectionMachine(secure: false, timeouts: Timeouts(), limits: limits, now: 0)
        machine.headBegan(now: 0)
        machine.headCompleted(hasBody: false, now: 0)
        machine.sendStalled(unsent: before, now: 0)
        let expiry = machine.deadlinePassed(unsent: after, now: 30 * Self.second)
        #expect(expiry == (isGivenUp ? .fail(.sendTimeout) : .none))
        #expect(machine.deadline == (isGivenUp ? nil : 60 * Self.second))
    }

    @Test func theEndOfAnAnswerMayWaitAsLongAsSomeOfItIsTaken() {
        var machine = exchanging()
        #expect(machine.exchangeEnded(keepAlive: true, now: 0) == .nextRequest)
        #expect(machine.deadlinePassed(unsent: 3000, now: 75 * Self.second) == .none)
        #expect(machine.deadline == 105 * Self.second)
        #expect(machine.deadlinePassed(unsent: 2500, now: 105 * Self.second) == .fail(.sendTimeout))
    }

    @Test func requestsWithinTenSecondsAreBoundedWhereALimitIsSet() {
        var limits = Limits()
        for (limit, admitted) in [(0, 1000), (1, 1), (7, 7)] {
            limits.requestRate = limit
            var machine = ConnectionMachine(secure: false, timeouts: Timeouts(), limits: limits, now: 0)
            var count = 0
            for _ in 0..<1000 where machine.admitRequest(now: 0) { count += 1 }
            #expect(count == admitted)
        }
    }
}
