import CLinux
import Glibc
import NIOCore
import Synchronization

/// One thread that waits for sockets to become ready (epoll) and runs what follows, without locks on the way.
///
/// Everything but the tasks that other threads leave belongs to the loop's own thread, and is touched by it alone.
///
/// It is an `EventLoop`, so that futures and promises can be bound to it. Its sockets are watched level-triggered: a
/// connection that reads costs no call to change its interest from one request to the next.
final class SocketLoop: @unchecked Sendable {
    /// Bytes read from a socket at once.
    static let receiveSize = 64 * 1024
    /// Sockets whose readiness is taken down in one call.
    private static let batchSize = 256

    /// Memory that sockets read into. Whoever keeps a part of it past the event makes the loop take new memory.
    var receiveBuffer = ByteBuffer()
    private let epoll: Int32
    /// Readable when other threads have left tasks.
    private let wakeup: Int32
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var timers = TimerQueue()
    /// Tasks that the loop's own thread has left for the end of the turn.
    private var localTasks: [() -> Void] = []
    private let shared = Mutex(Shared())
    /// Whether other threads may have left tasks; set with each, so that a turn without any takes no lock.
    private let hasShared = Atomic(false)
    private var thread = pthread_t()
    /// The thread as itself knows it; 0 before it runs.
    private let identity = Atomic<UInt>(0)
    private let isRunning = Atomic(true)

    /// What other threads leave.
    private struct Shared {
        var tasks: [@Sendable () -> Void] = []
        var isClosed = false
    }

    /// A watched descriptor. The generation tells it from those that had the same slot before.
    private struct Slot {
        var handler: (any ReadyHandler)?
        var generation: UInt32 = 0
    }

    /// Names a registration; -1: none.
    typealias Registration = Int

    /// Starts the thread. Throws `IOError` where the system has no more of what it takes.
    init() throws {
        epoll = weir_epoll_create()
        guard epoll >= 0 else { throw IOError(errnoCode: errno, reason: "epoll_create") }
        wakeup = weir_eventfd()
        // From here on `deinit` closes what there is, also if this throws.
        guard wakeup >= 0 else { throw IOError(errnoCode: errno, reason: "eventfd") }
        guard weir_epoll_change(epoll, EPOLL_CTL_ADD, wakeup, Readiness.read.rawValue, .max) == 0 else {
            throw IOError(errnoCode: errno, reason: "epoll_ctl")
        }
        let box = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                let loop = Unmanaged<SocketLoop>.fromOpaque(pointer).takeRetainedValue()
                weir_name_thread("weir-loop")
                loop.run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw IOError(errnoCode: code, reason: "pthread_create")
        }
    }

    deinit {
        if wakeup >= 0 { Glibc.close(wakeup) }
        Glibc.close(epoll)
    }

    /// Called after everything that was ready at once has been seen to; for what is better done once for all of it. On
    /// the loop.
    var turnEnded: (() -> Void)?

    // MARK: Sockets

    /// Watches a descriptor. On the loop. Nil: the system refused (`errno` says why).
    func register(_ handle: Int32, for interest: Readiness, handler: any ReadyHandler) -> Registration? {
        let index = freeSlots.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        slots[index].handler = handler
        slots[index].generation &+= 1
        guard weir_epoll_change(epoll, EPOLL_CTL_ADD, handle, interest.rawValue, key(of: index)) == 0 else {
            slots[index].handler = nil
            freeSlots.append(index)
            return nil
        }
        return index
    }

    /// Watches for something else from now on.
    func update(_ registration: Registration, _ handle: Int32, to interest: Readiness) {
        weir_epoll_change(epoll, EPOLL_CTL_MOD, handle, interest.rawValue, key(of: registration))
    }

    /// Watches the descriptor no more; it stays open.
    func deregister(_ registration: Registration, _ handle: Int32) {
        weir_epoll_change(epoll, EPOLL_CTL_DEL, handle, 0, 0)
        free(registration)
    }

    /// Watches the descriptor no more and closes it, which ends the watch without a call of its own: nobody else holds
    /// what it stands for (epoll(7)).
    func close(_ registration: Registration, _ handle: Int32) {
        Glibc.close(handle)
        free(registration)
    }

    private func free(_ registration: Registration) {
        slots[registration].handler = nil
        freeSlots.append(registration)
    }

    private func key(of index: Int) -> UInt64 {
        UInt64(slots[index].generation) << 32 | UInt64(index)
    }

    // MARK: The thread

    private func run() {
        identity.store(UInt(pthread_self()), ordering: .relaxed)
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.batchSize) { events in
            while isRunning.load(ordering: .acquiring) {
                let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), waitMilliseconds())
                for index in 0..<max(0, Int(count)) { dispatch(events[index]) }
                runTimers()
                runTasks()
                turnEnded?()
            }
        }
        end()
    }

    private func dispatch(_ event: epoll_event) {
        guard event.data.u64 != .max else { return drainWakeup() }
        let index = Int(event.data.u64 & 0xffff_ffff)
        guard key(of: index) == event.data.u64, let handler = slots[index].handler else { return }
        handler.ready(Readiness(rawValue: event.events))
    }

    private func drainWakeup() {
        var value: UInt64 = 0
        _ = Glibc.read(wakeup, &value, 8)
    }

    private func waitMilliseconds() -> Int32 {
        guard localTasks.isEmpty else { return 0 }
        guard let next = timers.next else { return -1 }
        let wait = next.uptimeNanoseconds
        let now = NIODeadline.now().uptimeNanoseconds
        guard wait > now else { return 0 }
        return Int32(clamping: (wait - now + 999_999) / 1_000_000)
    }

    private func runTimers() {
        guard let next = timers.next else { return }
        let now = NIODeadline.now()
        guard next <= now else { return }
        while let task = timers.pop(due: now) { task() }
    }

    private func runTasks() {
        if !localTasks.isEmpty {
            let own = localTasks
            localTasks = []
            for task in own { task() }
        }
        guard hasShared.exchange(false, ordering: .acquiring) else { return }
        let others = shared.withLock { shared in
            defer { shared.tasks.removeAll(keepingCapacity: true) }
            return shared.tasks
        }
        for task in others { task() }
    }

    /// Runs what is still waiting, so that no promise is left without its result, and closes what is still open.
    private func end() {
        runRemainingTasks()
        for dropped in timers.end() { dropped() }
        runRemainingTasks()
        shared.withLock { $0.isClosed = true }
        runTasks()
        for slot in slots { slot.handler?.loopEnded() }
        slots = []
        freeSlots = []
        // The system may give the same name to a thread that is made later.
        identity.store(0, ordering: .relaxed)
    }

    private func runRemainingTasks() {
        var rounds = 0
        repeat {
            runTasks()
            rounds += 1
        } while rounds < 16 && (!localTasks.isEmpty || shared.withLock { !$0.tasks.isEmpty })
    }

    // MARK: Tasks

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// False: the loop has ended.
    @discardableResult
    func enqueue(_ task: @escaping @Sendable () -> Void) -> Bool {
        if isCurrent {
            localTasks.append(task)
            return true
        }
        let taken = shared.withLock { shared in
            guard !shared.isClosed else { return false }
            shared.tasks.append(task)
            hasShared.store(true, ordering: .releasing)
            return true
        }
        if taken { wake() }
        return taken
    }

    /// On the loop: `task` runs when its time has come, unless the timer is cancelled; `dropped` runs if the loop ends
    /// first.
    func addTimer(
        due: NIODeadline, _ task: @escaping () -> Void, dropped: @escaping () -> Void = {}
    ) -> TimerQueue.Identifier {
        timers.add(due: due, task, dropped: dropped)
    }

    /// On the loop.
    func cancelTimer(_ identifier: TimerQueue.Identifier) {
        timers.cancel(identifier)
    }

    /// Ends the thread after the tasks that wait; from any thread but its own.
    func stopAndWait() {
        guard isRunning.exchange(false, ordering: .acquiringAndReleasing) else { return }
        wake()
        if !isCurrent { pthread_join(thread, nil) }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = Glibc.write(wakeup, &one, 8)
    }
}
