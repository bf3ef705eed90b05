/// Whoever has something to do when its time is up.
protocol DeadlineOwner: AnyObject {
    /// Called once, on the event loop, after the deadline passed. Set a new one to be called again.
    func deadlinePassed(now: Int64)
}

/// One deadline of one owner. Moving it costs a store as a rule, also by way of `clear`: its entry stays where it is in
/// the wheel unless it must come up earlier. Nothing is allocated.
final class Deadline {
    /// Monotonic nanoseconds; `never` when nothing is due.
    fileprivate(set) var due = Deadline.never
    /// Set once, by the owner, which removes its deadline before it goes.
    unowned var owner: (any DeadlineOwner)?
    /// Holds this deadline while it is in a slot, and so is not held by it.
    private unowned let wheel: DeadlineWheel
    fileprivate var slot = -1
    fileprivate var position = 0
    /// When the slot comes up, in units of the wheel's resolution.
    fileprivate var turn: Int64 = 0

    static let never = Int64.max

    init(wheel: DeadlineWheel) {
        self.wheel = wheel
    }

    /// Due at this monotonic time, in nanoseconds, replacing what was due before.
    func set(_ time: Int64) {
        due = time
        if slot < 0 || time / DeadlineWheel.resolution < turn - 1 { wheel.place(self) }
    }

    /// Nothing is due any more. The entry stays in its slot until the slot's turn, or until `remove`.
    func clear() {
        due = Deadline.never
    }

    /// Leaves the wheel; must be called before the owner goes.
    func remove() {
        due = Deadline.never
        wheel.take(self)
    }

    fileprivate func fire(now: Int64) {
        due = Deadline.never
        owner?.deadlinePassed(now: now)
    }
}

/// All deadlines of one event loop, to a tenth of a second: a deadline fires at the first turn after it is due.
///
/// A hashed wheel (Varghese and Lauck 1987): placing, moving and removing take constant time; each turn looks only
/// at the entries of the slots that have come up.
final class DeadlineWheel {
    /// Nanoseconds a slot stands for.
    static let resolution: Int64 = 100_000_000
    private static let slotCount = 512

    private var slots: [[Deadline]]
    /// The last turn's time in units of `resolution`.
    private var turned: Int64

    init(now: Int64) {
        slots = Array(repeating: [], count: Self.slotCount)
        turned = now / Self.resolution
    }

    /// Fires what is due. Called about every `resolution`.
    func turn(now: Int64) {
        let target = now / Self.resolution
        let steps = min(target - turned, Int64(Self.slotCount))
        guard steps > 0 else { return }
        var step = target - steps + 1
        turned = target
        while step <= target {
            turn(slot: Int(step % Int64(Self.slotCount)), now: now)
            step += 1
        }
    }

    private func turn(slot: Int, now: Int64) {
        guard !slots[slot].isEmpty else { return }
        let entries = slots[slot]
        slots[slot] = []
        for entry in entries { entry.slot = -1 }
        for entry in entries where entry.slot < 0 && entry.due != Deadline.never {
            if entry.due <= now {
                entry.fire(now: now)
            } else {
                place(entry)
            }
        }
    }

    fileprivate func place(_ entry: Deadline) {
        take(entry)
        guard entry.due != Deadline.never else { return }
        // Beyond the horizon an entry waits in the farthest slot and is placed anew from there.
        let wanted = entry.due / Self.resolution + 1
        let time = min(max(wanted, turned + 1), turned + Int64(Self.slotCount) - 1)
        let slot = Int(time % Int64(Self.slotCount))
        entry.slot = slot
        entry.turn = time
        entry.position = slots[slot].count
        slots[slot].append(entry)
    }

    fileprivate func take(_ entry: Deadline) {
        guard entry.slot >= 0 else { return }
        let slot = entry.slot
        entry.slot = -1
        guard let last = slots[slot].popLast(), last !== entry else { return }
        slots[slot][entry.position] = last
        last.position = entry.position
    }
}
