import Testing
import WeirModel

@testable import WeirCore

@Suite struct ConnectionMachineTests {
    private static let second: Int64 = 1_000_000_000

    private func machine(secure: Bool = false, requests: Int = 100) -> ConnectionMachine {
        ConnectionMachine(secure: secure, timeouts: Timeouts(), requestLimit: requests, now: 0)
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
        #expect(machine.deadlinePassed() == .fail(.tlsHandshake))
    }

    private func announced(
        _ acceptance: ProxyHeaderAcceptance, isTrusted: Bool, secure: Bool = false
    ) -> ConnectionMachine {
        ConnectionMachine(
            secure: secure, proxyHeader: ProxyHeaderExpectation(acceptance, isTrusted: isTrusted),
            timeouts: Timeouts(handshake: .seconds(7), head: .seconds(3)), requestLimit: 1, now: 0)
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
        #expect(late.deadlinePassed() == .fail(.proxyHeaderTimeout))
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
        #expect(machine.deadlinePassed() == .close)
    }

    @Test func aHeadHasTenSecondsFromItsFirstByteHoweverItDrips() {
        var machine = machine()
        machine.headBegan(now: 3 * Self.second)
        machine.headBegan(now: 9 * Self.second)
        #expect(machine.deadline == 13 * Self.second)
        #expect(machine.deadlinePassed() == .fail(.headTimeout))
    }

    @Test func aRequestWithoutBodyHasNoDeadlineOfTheClients() {
        #expect(exchanging().deadline == nil)
    }

    @Test func aBodyMayBeSilentForThirtySeconds() {
        var machine = exchanging(hasBody: true)
        #expect(machine.deadline == 31 * Self.second)
        machine.bodyMoved(now: 20 * Self.second)
        #expect(machine.deadline == 50 * Self.second)
        #expect(machine.deadlinePassed() == .fail(.bodyTimeout))
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
        machine.sendStalled(now: 2 * Self.second)
        #expect(machine.deadline == 32 * Self.second)
        machine.sendProgressed(now: 30 * Self.second)
        #expect(machine.deadline == 60 * Self.second)
        var resumed = machine
        resumed.sendResumed(now: 31 * Self.second)
        #expect(resumed.deadline == nil)
        #expect(machine.deadlinePassed() == .fail(.sendTimeout))
    }

    @Test func keepAliveGoesOnToTheNextRequest() {
        var machine = exchanging()
        #expect(machine.exchangeEnded(keepAlive: true, now: 2 * Self.second) == .nextRequest)
        #expect(machine.phase == .waiting)
        #expect(machine.deadline == 77 * Self.second)
        #expect(machine.deadlinePassed() == .close)
    }

    @Test func withoutKeepAliveItLingers() {
        var machine = exchanging()
        #expect(machine.exchangeEnded(keepAlive: false, now: 0) == .linger)
        machine.lingered(now: Self.second)
        #expect(machine.phase == .lingering)
        #expect(machine.deadline == 3 * Self.second)
        #expect(machine.deadlinePassed() == .close)
    }

    @Test func whatIsUnsentWhenItLingersMayTakeAsLongAsAnyResponse() {
        var machine = exchanging()
        machine.lingered(now: Self.second, hasUnsent: true)
        #expect(machine.deadline == 31 * Self.second)
        machine.sendProgressed(now: 20 * Self.second)
        #expect(machine.deadline == 50 * Self.second)
        machine.sendResumed(now: 21 * Self.second)
        #expect(machine.deadline == 50 * Self.second)
        machine.lingered(now: 30 * Self.second)
        #expect(machine.deadline == 32 * Self.second)
        #expect(machine.deadlinePassed() == .close)
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
        #expect(machine.deadlinePassed() == .fail(.tunnelIdle))
    }

    @Test func nothingHappensAfterTheEnd() {
        var machine = machine()
        machine.closed()
        machine.headBegan(now: 0)
        machine.lingered(now: 0)
        #expect(machine.phase == .closed)
        #expect(machine.deadline == nil)
        #expect(machine.deadlinePassed() == .none)
    }

    @Test func hugeDurationsDoNotOverflow() {
        let century = Duration.seconds(Int64.max)
        #expect(century.nanoseconds == Int64.max / 4)
        #expect(Duration.milliseconds(1500).nanoseconds == 1_500_000_000)
    }
}
