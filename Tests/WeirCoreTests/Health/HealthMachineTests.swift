import Testing
import WeirModel

@testable import WeirCore

@Suite struct HealthMachineTests {
    private static let now = Moment(monotonic: 5, wall: 10)

    /// Outcomes in order: `+` success, `-` failure. Expected: the health after each, `u`, `d` or `s`.
    @Test(arguments: [
        ("up stays up", false, 3, 2, "+++-+--+--+", "uuuuuuuuuuu"),
        ("down after fall in a row", false, 3, 2, "---", "uud"),
        ("a success starts the count anew", false, 3, 2, "--+---", "uuuuud"),
        ("up again after rise in a row", false, 3, 2, "---+-++", "uuddddu"),
        ("fall and rise of one", false, 1, 1, "-+-+", "dudu"),
        ("starting until the first success", true, 3, 2, "+-", "uu"),
        ("a failure keeps it starting", true, 3, 2, "--+", "ssu"),
        ("starting to down after fall", true, 3, 2, "---++", "ssddu"),
        ("an interrupted fall at the start", true, 2, 3, "-+--+++", "suudddu"),
    ])
    func transitions(
        name: String, startup: Bool, fall: Int, rise: Int, outcomes: String, expected: String
    ) {
        var machine = HealthMachine(settings: HealthCheck(kind: .tcp, fall: fall, rise: rise, startup: startup))
        var before = machine.health
        for (outcome, letter) in zip(outcomes, expected) {
            let action =
                outcome == "+"
                ? machine.probeSucceeded(now: Self.now) : machine.probeFailed(reason: "refused", now: Self.now)
            #expect(machine.health.rawValue.first == letter, "\(name)")
            #expect(action == Self.action(from: before, to: machine.health), "\(name)")
            before = machine.health
        }
    }

    @Test func itStartsAsTheSettingsSayOrFromWhatIsKnown() {
        let startup = HealthCheck(kind: .tcp, startup: true)
        #expect(HealthMachine(settings: startup).health == .starting)
        #expect(HealthMachine(settings: HealthCheck(kind: .tcp)).health == .up)
        #expect(HealthMachine(settings: startup, health: .down).health == .down)
    }

    @Test func changesAreCountedAndDated() {
        var machine = HealthMachine(settings: HealthCheck(kind: .tcp, fall: 1, rise: 1))
        #expect(machine.lastChange == nil)
        for second in 1...6 {
            let now = Moment(monotonic: Int64(second), wall: 0)
            _ = second % 2 == 1 ? machine.probeFailed(reason: "", now: now) : machine.probeSucceeded(now: now)
        }
        _ = machine.probeSucceeded(now: Moment(monotonic: 7, wall: 0))
        #expect(machine.changes == 6)
        #expect(machine.lastChange == Moment(monotonic: 6, wall: 0))
    }

    @Test func theReasonIsBoundedAndGoneAfterASuccess() {
        var machine = HealthMachine(settings: HealthCheck(kind: .tcp, fall: 1))
        let long = "x" + String(repeating: "é", count: 400)
        let action = machine.probeFailed(reason: long, now: Self.now)
        let kept = "x" + String(repeating: "é", count: 99)
        #expect(action == .becameDown(reason: kept))
        #expect(machine.reason == kept)
        _ = machine.probeSucceeded(now: Self.now)
        #expect(machine.reason.isEmpty)
    }

    @Test(arguments: [(Duration.seconds(10), Duration.seconds(1)), (.milliseconds(200), .milliseconds(200))])
    func theFirstProbeComesSoonAndSpread(interval: Duration, spread: Duration) {
        let machine = HealthMachine(settings: HealthCheck(kind: .tcp, interval: interval))
        let delays = Self.delays(machine)
        #expect(delays.allSatisfy { $0 >= .zero && $0 < spread })
        #expect(delays.contains { $0 < spread * 0.1 } && delays.contains { $0 > spread * 0.9 })
    }

    @Test func laterProbesKeepTheIntervalGiveOrTakeATenth() {
        var machine = HealthMachine(settings: HealthCheck(kind: .tcp))
        _ = machine.probeFailed(reason: "", now: Self.now)
        let delays = Self.delays(machine)
        #expect(delays.allSatisfy { $0 >= .seconds(9) && $0 <= .seconds(11) })
        #expect(delays.contains { $0 < .milliseconds(9200) } && delays.contains { $0 > .milliseconds(10_800) })
    }

    private static func delays(_ machine: HealthMachine) -> [Duration] {
        var random = RandomSource(seed: 21)
        return (0..<200).map { _ in machine.nextProbe(random: &random) }
    }

    private static func action(from before: ServerHealth, to after: ServerHealth) -> HealthAction? {
        guard before != after else { return nil }
        return after == .up ? .becameUp : .becameDown(reason: "refused")
    }
}
