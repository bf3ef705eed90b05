import Foundation
import Synchronization

/// Runs `body` with 0, 1, 2… on threads of their own, and returns what they gave, in that order.
func concurrently<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
) throws -> [Result] {
    let results = ResultBoard<Result>()
    let finished = DispatchSemaphore(value: 0)
    for index in 0..<count {
        Thread.detachNewThread {
            results.put(Swift.Result { try body(index) }, at: index)
            finished.signal()
        }
    }
    for _ in 0..<count where finished.wait(timeout: .now() + 60 * Deadline.patience) == .timedOut {
        throw HarnessFailure("\(count) threads do not end within 60 s")
    }
    return try results.inOrder()
}

/// Results of threads by their numbers.
private final class ResultBoard<Success: Sendable>: Sendable {
    private let results = Mutex<[Int: Result<Success, any Error>]>([:])

    func put(_ result: Result<Success, any Error>, at index: Int) {
        results.withLock { $0[index] = result }
    }

    func inOrder() throws -> [Success] {
        try results.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
}
