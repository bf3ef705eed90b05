import Testing
import WeirCore

@testable import WeirProxy

@Suite struct DeadlineWheelTests {
    private static let unit = DeadlineWheel.resolution

    /// Notes when it was called.
    private final class Owner: DeadlineOwner {
        var fired: [Int64] = []
        var again: Int64?
        let deadline: Deadline?

        init(_ wheel: DeadlineWheel) {
            deadline = Deadline(wheel: wheel)
            deadline?.owner = self
        }

        func deadlinePassed(now: Int64) {
            fired.append(now)
            if let again { deadline?.set(now + again) }
        }
    }

    private func turn(_ wheel: DeadlineWheel, to time: Int64) {
        var now: Int64 = 0
        while now <= time {
            wheel.turn(now: now)
            now += Self.unit
        }
    }

    @Test func goesWithWhatIsStillInIt() {
        weak var observed: DeadlineWheel?
        do {
            let wheel = DeadlineWheel(now: 0)
            observed = wheel
            let owner = Owner(wheel)
            owner.deadline?.set(5 * Self.unit)
            owner.deadline?.clear()
        }
        #expect(observed == nil)
    }

    @Test func firesOnceAndNeverEarly() {
        let wheel = DeadlineWheel(now: 0)
        let owner = Owner(wheel)
        owner.deadline?.set(5 * Self.unit + 1)
        turn(wheel, to: 20 * Self.unit)
        #expect(owner.fired == [6 * Self.unit])
    }

    @Test func movingLaterAndEarlierHolds() {
        let wheel = DeadlineWheel(now: 0)
        let later = Owner(wheel)
        later.deadline?.set(2 * Self.unit)
        later.deadline?.set(9 * Self.unit)
        let earlier = Owner(wheel)
        earlier.deadline?.set(900 * Self.unit)
        earlier.deadline?.set(3 * Self.unit)
        turn(wheel, to: 1000 * Self.unit)
        #expect(later.fired.count == 1 && later.fired[0] >= 9 * Self.unit && later.fired[0] <= 10 * Self.unit)
        #expect(earlier.fired.count == 1 && earlier.fired[0] >= 3 * Self.unit && earlier.fired[0] <= 4 * Self.unit)
    }

    @Test func clearedAndRemovedOnesStaySilent() {
        let wheel = DeadlineWheel(now: 0)
        let cleared = Owner(wheel)
        cleared.deadline?.set(Self.unit)
        cleared.deadline?.clear()
        let removed = Owner(wheel)
        removed.deadline?.set(Self.unit)
        removed.deadline?.remove()
        turn(wheel, to: 10 * Self.unit)
        #expect(cleared.fired.isEmpty && removed.fired.isEmpty)
    }

    @Test func farDeadlinesAreBeyondTheHorizonButCome() {
        let wheel = DeadlineWheel(now: 0)
        let owner = Owner(wheel)
        owner.deadline?.set(3000 * Self.unit)
        turn(wheel, to: 3100 * Self.unit)
        #expect(owner.fired.count == 1)
        #expect(owner.fired[0] >= 3000 * Self.unit)
    }

    @Test func anOwnerMaySetItAnewWhileItFires() {
        let wheel = DeadlineWheel(now: 0)
        let owner = Owner(wheel)
        owner.again = 10 * Self.unit
        owner.deadline?.set(10 * Self.unit)
        turn(wheel, to: 100 * Self.unit)
        #expect((8...10).contains(owner.fired.count))
    }

    @Test func aLongPauseFiresEverythingThatIsDue() {
        let wheel = DeadlineWheel(now: 0)
        let owners = (1...50).map { index in
            let owner = Owner(wheel)
            owner.deadline?.set(Int64(index) * 17 * Self.unit)
            return owner
        }
        wheel.turn(now: 10_000 * Self.unit)
        #expect(owners.allSatisfy { $0.fired.count == 1 })
    }

    /// Against a plain list: after every step exactly those are silent that are not due.
    @Test(arguments: 0..<20)
    func agreesWithAPlainList(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let wheel = DeadlineWheel(now: 0)
        let owners = (0..<40).map { _ in Owner(wheel) }
        var due = [Int64](repeating: .max, count: owners.count)
        var counts = [Int](repeating: 0, count: owners.count)
        for step in 0..<2000 {
            let now = Int64(step) * Self.unit / 3
            let index = Int.random(in: 0..<owners.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                due[index] = .max
                owners[index].deadline?.clear()
            case 1:
                due[index] = .max
                owners[index].deadline?.remove()
            default:
                due[index] = now + Int64.random(in: 0..<(700 * Self.unit), using: &random)
                owners[index].deadline?.set(due[index])
            }
            wheel.turn(now: now)
            for (index, owner) in owners.enumerated() where owner.fired.count > counts[index] {
                #expect(owner.fired.count == counts[index] + 1)
                #expect(due[index] <= now)
                counts[index] += 1
                due[index] = .max
            }
            #expect(due.allSatisfy { $0 > now - 2 * Self.unit })
        }
    }
}
