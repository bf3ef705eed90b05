import NIOCore

/// Tasks of one event loop that wait for their time, the next one first. Few at any time: connections and requests have
/// a `DeadlineWheel`.
struct TimerQueue {
    typealias Identifier = Int

    private struct Entry {
        let due: NIODeadline
        let identifier: Identifier
        let task: () -> Void
        let dropped: () -> Void
    }

    /// The next one last.
    private var entries: [Entry] = []
    private var last = 0

    /// When the next task is due; nil: none waits.
    var next: NIODeadline? { entries.last?.due }

    /// - Parameter dropped: called instead of `task` if the queue ends before its time has come.
    mutating func add(
        due: NIODeadline, _ task: @escaping () -> Void, dropped: @escaping () -> Void = {}
    ) -> Identifier {
        last += 1
        // Behind those due later, before those due earlier or at the same time, which were there first.
        let index = entries.lastIndex { $0.due > due }.map { $0 + 1 } ?? 0
        entries.insert(Entry(due: due, identifier: last, task: task, dropped: dropped), at: index)
        return last
    }

    mutating func cancel(_ identifier: Identifier) {
        entries.removeAll { $0.identifier == identifier }
    }

    /// Empties the queue.
    /// - Returns: what is to be called for the tasks that will not run.
    mutating func end() -> [() -> Void] {
        defer { entries = [] }
        return entries.map(\.dropped)
    }

    /// The next task, if it is due.
    mutating func pop(due now: NIODeadline) -> (() -> Void)? {
        guard let entry = entries.last, entry.due <= now else { return nil }
        entries.removeLast()
        return entry.task
    }
}
