import Dispatch
import NIOCore

extension SocketLoop: EventLoop {
    var inEventLoop: Bool { isCurrent }

    func execute(_ task: @escaping @Sendable () -> Void) {
        enqueue(task)
    }

    @discardableResult
    func scheduleTask<Value>(
        deadline: NIODeadline, _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        let promise = makePromise(of: Value.self)
        let timer = NIOLoopBoundBox<TimerQueue.Identifier?>.makeBoxSendingValue(nil, eventLoop: self)
        let scheduled = Scheduled(promise: promise) {
            self.runOnLoop { if let identifier = timer.value { self.cancelTimer(identifier) } }
        }
        let taken = runOnLoop {
            timer.value = self.addTimer(due: deadline) {
                do { promise.assumeIsolated().succeed(try task()) } catch { promise.fail(error) }
            } dropped: {
                promise.fail(EventLoopError.shutdown)
            }
        }
        if !taken { promise.fail(EventLoopError.shutdown) }
        return scheduled
    }

    @discardableResult
    func scheduleTask<Value>(
        in delay: TimeAmount, _ task: @escaping @Sendable () throws -> Value
    ) -> Scheduled<Value> {
        scheduleTask(deadline: .now() + delay, task)
    }

    @preconcurrency
    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        queue.async {
            self.stopAndWait()
            callback(nil)
        }
    }

    /// At once if the caller is on the loop. False: the loop has ended.
    @discardableResult
    private func runOnLoop(_ task: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return enqueue(task) }
        task()
        return true
    }
}
