import Dispatch
import Foundation

/// Real threads, more than there are cores.
enum ThreadedWork {
    /// Runs `body` on each of so many threads at once and returns when all have ended.
    static func run(threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let finished = DispatchSemaphore(value: 0)
        for index in 0..<threads {
            Thread {
                body(index)
                finished.signal()
            }.start()
        }
        for _ in 0..<threads { finished.wait() }
    }
}
