import Dispatch
import NIOCore
import WeirCore

@testable import WeirProxy

/// An event loop whose time passes only when a test makes it pass: the whole world of a test runs on it, one task after
/// the other, on the test's own thread.
final class VirtualLoop: EventLoop, TimeSource, @unchecked Sendable {
    /// Microseconds of the wall clock where virtual time begins: some day of 2026.
    private static let epoch: Int64 = 1_780_000_000_000_000

    private(set) var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private var timers = TimerQueue()
    private var tasks = CircularBuffer<() -> Void>()

    var moment: Moment {
        let monotonic = Int64(now.uptimeNanoseconds)
        return Moment(monotonic: monotonic, wall: Self.epoch + monotonic / 1000)
    }

    var inEventLoop: Bool { true }

    // MARK: Making time pass

    /// Runs one task. When none is ready, time moves on to the next timer first, but not beyond `limit`.
    ///
    /// - Returns: false when there was nothing to do.
    func step(until limit: NIODeadline) -> Bool {
        if let task = tasks.popFirst() {
            task()
            return true
        }
        guard let next = timers.next, next <= limit else { return false }
        now = max(now, next)
        guard let task = timers.pop(due: now) else { return false }
        task()
        return true
    }

    /// Runs everything up to a time from now.
    func run(for duration: TimeAmount) {
        let end = now + duration
        while step(until: end) {}
        now = end
    }

    /// Runs what is ready now; time stands still.
    func settle() {
        while step(until: now) {}
    }

    // MARK: Tasks

    /// Runs a task behind those that are ready.
    func soon(_ task: @escaping () -> Void) {
        tasks.append(task)
    }

    /// - Returns: what `cancel` wants.
    @discardableResult
    func after(_ delay: TimeAmount, _ task: @escaping () -> Void) -> Int {
        timers.add(due: now + delay, task)
    }

    func cancel(_ timer: Int) {
        timers.cancel(timer)
    }

    /// Drops all that waits: the world ends.
    func end() {
        for dropped in timers.end() { dropped() }
        tasks.removeAll()
    }

    // MARK: EventLoop

    func execute(_ task: @escaping @Sendable () -> Void) {
        soon(task)
    }

    @discardableResult
    func scheduleTask<Value>(
        deadline: NIODeadline, _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        let promise = makePromise(of: Value.self)
        let timer = timers.add(due: deadline) {
            do { promise.assumeIsolated().succeed(try task()) } catch { promise.fail(error) }
        }
        return Scheduled(promise: promise) { self.cancel(timer) }
    }

    @discardableResult
    func scheduleTask<Value>(
        in delay: TimeAmount, _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        scheduleTask(deadline: now + delay, task)
    }

    @preconcurrency
    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        queue.async { callback(nil) }
    }
}
