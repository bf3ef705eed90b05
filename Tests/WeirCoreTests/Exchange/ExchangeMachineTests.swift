import Testing
import WeirModel

@testable import WeirCore

@Suite struct ExchangeMachineTests {
    private func machine(
        _ method: Method = .get, attempts: Int = 3, on conditions: Set<RetryCondition> = []
    ) -> ExchangeMachine {
        ExchangeMachine(
            policy: .init(
                attempts: attempts, isIdempotent: method.isIdempotent, afterReset: conditions.contains(.reset),
                afterTimeout: conditions.contains(.timeout)))
    }

    /// A machine whose request is on its way to server 0.
    private func sent(
        _ method: Method = .get, reused: Bool = false, attempts: Int = 3, on conditions: Set<RetryCondition> = []
    ) -> ExchangeMachine {
        var machine = machine(method, attempts: attempts, on: conditions)
        _ = machine.planned(server: 0)
        _ = machine.leased(reused: reused)
        return machine
    }

    @Test func aPlainExchangeEndsOnce() {
        var machine = machine()
        #expect(machine.planned(server: 2) == .lease(server: 2, fresh: false))
        #expect(machine.leased(reused: true) == .sendRequest)
        _ = machine.requestEnded()
        machine.answered()
        #expect(machine.hasAnswered)
        #expect(machine.responseEnded() == .finish)
        #expect(machine.hasEnded)
        #expect(machine.responseEnded() == .none)
        #expect(machine.clientFailed(.clientGone) == .none)
        #expect(machine.serverFailed(.upstreamReset, heardNothing: true) == .none)
    }

    @Test func aRefusedConnectGoesToTheNextCandidate() {
        var machine = machine(.post)
        _ = machine.planned(server: 0)
        #expect(machine.leaseFailed(.connectRefused) == .pickNext)
        #expect(machine.tried.contains(0))
        #expect(machine.picked(server: 1) == .lease(server: 1, fresh: false))
        #expect(machine.leased(reused: false) == .sendRequest)
    }

    @Test func withNobodyLeftTheLastFaultIsTheAnswer() {
        var machine = machine()
        _ = machine.planned(server: 0)
        _ = machine.leaseFailed(.connectTimeout)
        #expect(machine.picked(server: nil) == .refuse(.connectTimeout))
        #expect(machine.hasEnded)
    }

    @Test func attemptsAreBounded() {
        var machine = machine(attempts: 2)
        _ = machine.planned(server: 0)
        #expect(machine.leaseFailed(.connectRefused) == .pickNext)
        _ = machine.picked(server: 1)
        #expect(machine.leaseFailed(.connectRefused) == .refuse(.connectRefused))
    }

    @Test func aStaleConnectionIsForgivenOnceAndOnTheSameServer() {
        var machine = sent(reused: true, attempts: 1)
        #expect(machine.serverFailed(.upstreamReset, heardNothing: true) == .lease(server: 0, fresh: true))
        #expect(machine.leased(reused: false) == .sendRequest)
        #expect(machine.serverFailed(.upstreamReset, heardNothing: true) == .refuse(.upstreamReset))
    }

    @Test(arguments: [Method.post, .patch, .other])
    func whatIsNotIdempotentIsNotSentTwice(method: Method) {
        var machine = sent(method, reused: true, on: [.reset, .timeout])
        #expect(machine.serverFailed(.upstreamReset, heardNothing: true) == .refuse(.upstreamReset))
    }

    @Test func aBodyThatIsGoneCannotBeSentTwice() {
        var machine = sent(.put, reused: true)
        machine.bodyOutgrewReplay()
        #expect(machine.serverFailed(.upstreamReset, heardNothing: true) == .refuse(.upstreamReset))
    }

    @Test func nothingIsRepeatedOnceTheServerHasSpoken() {
        var machine = sent(reused: true, on: [.reset])
        #expect(machine.serverFailed(.upstreamTruncated, heardNothing: false) == .refuse(.upstreamTruncated))
    }

    @Test func furtherConditionsAreTheConfigurationsToAllow() {
        var silent = sent(on: [])
        #expect(silent.serverFailed(.responseTimeout, heardNothing: true) == .refuse(.responseTimeout))
        var allowed = sent(on: [.timeout])
        #expect(allowed.serverFailed(.responseTimeout, heardNothing: true) == .pickNext)
        var reset = sent(on: [.reset])
        #expect(reset.serverFailed(.upstreamReset, heardNothing: true) == .pickNext)
    }

    @Test func aFailureAfterTheAnswerBeganCutsTheConnection() {
        var machine = sent()
        machine.answered()
        #expect(machine.serverFailed(.upstreamTruncated, heardNothing: false) == .abort(.upstreamTruncated))
    }

    @Test func aClientAtFaultIsAnsweredOnlyWhileNothingWasSent() {
        var before = sent()
        #expect(before.clientFailed(.bodyTimeout) == .refuse(.bodyTimeout))
        var after = sent()
        after.answered()
        #expect(after.clientFailed(.bodyTimeout) == .abort(.bodyTimeout))
        var gone = sent()
        #expect(gone.clientFailed(.clientGone) == .abort(.clientGone))
    }

    @Test func aTunnelEndsInGoodOrder() {
        var machine = sent()
        machine.switchedProtocols()
        #expect(machine.isTunnel && machine.takesBody)
        #expect(machine.tunnelEnded() == .finish)
        #expect(machine.tunnelEnded() == .none)
    }

    @Test func lateEventsAreAnsweredWithNothing() {
        var machine = sent()
        _ = machine.clientFailed(.clientGone)
        #expect(machine.leased(reused: false) == .none)
        #expect(machine.leaseFailed(.connectRefused) == .none)
        #expect(machine.picked(server: 3) == .none)
        #expect(machine.planned(server: 3) == .none)
        machine.answered()
        #expect(machine.hasEnded)
    }

    /// Whatever happens in whatever order, an exchange is ended exactly once, and attempts stay within their limit.
    @Test(arguments: 0..<200)
    func randomEventsEndItExactlyOnce(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let attempts = Int.random(in: 1...5, using: &random)
        var machine = machine(Bool.random(using: &random) ? .get : .post, attempts: attempts, on: [.reset, .timeout])
        var leases = 0
        var endings = 0
        func note(_ action: ExchangeMachine.Action) {
            switch action {
            case .lease: leases += 1
            case .refuse, .abort, .finish: endings += 1
            case .none, .sendRequest, .pickNext: break
            }
        }
        note(machine.planned(server: 0))
        for _ in 0..<100 {
            switch Int.random(in: 0..<9, using: &random) {
            case 0: note(machine.leased(reused: Bool.random(using: &random)))
            case 1: note(machine.leaseFailed(.connectRefused))
            case 2:
                note(machine.picked(server: Bool.random(using: &random) ? Int.random(in: 0..<9, using: &random) : nil))
            case 3: machine.answered()
            case 4: note(machine.responseEnded())
            case 5: note(machine.serverFailed(.upstreamReset, heardNothing: Bool.random(using: &random)))
            case 6: note(machine.serverFailed(.responseTimeout, heardNothing: true))
            case 7: if Int.random(in: 0..<20, using: &random) == 0 { note(machine.clientFailed(.clientGone)) }
            default: note(machine.requestEnded())
            }
        }
        note(machine.clientFailed(.clientGone))
        #expect(endings == 1)
        #expect(leases <= attempts + 1)
    }
}
