import Testing
import WeirCore

@Suite struct PatienceTests {
    private func awaiting() -> ExchangeMachine {
        var machine = ExchangeMachine(policy: .once)
        _ = machine.planned(server: 0)
        _ = machine.leased(reused: false)
        return machine
    }

    @Test func aServerHasItsTimeWhenItIsItsTurn() {
        let machine = awaiting()
        #expect(machine.serverDue(isItsTurn: true, patience: 100, callDue: nil, now: 10) == 110)
        #expect(machine.serverDue(isItsTurn: false, patience: 100, callDue: nil, now: 10) == nil)
    }

    @Test func aCallsDeadlineBoundsTheWaitForTheHead() {
        var machine = awaiting()
        #expect(machine.serverDue(isItsTurn: true, patience: 100, callDue: 50, now: 10) == 50)
        #expect(machine.serverDue(isItsTurn: true, patience: 100, callDue: 500, now: 10) == 110)
        // Also while the client is still sending.
        #expect(machine.serverDue(isItsTurn: false, patience: 100, callDue: 500, now: 10) == 500)
        machine.answered()
        #expect(machine.serverDue(isItsTurn: true, patience: 100, callDue: 50, now: 10) == 110)
        #expect(machine.serverDue(isItsTurn: false, patience: 100, callDue: 50, now: 10) == nil)
    }
}
