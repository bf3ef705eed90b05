import Foundation
import Glibc
import Testing

@testable import WeirTelemetry

/// A pipe whose reading end reads only when told to.
final class PipeReader {
    let writing: Int32
    private var reading: Int32
    private var received: [UInt8] = []

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        reading = ends[0]
        writing = ends[1]
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit {
        closeReading()
        _ = Glibc.close(writing)
    }

    /// Nobody reads any more.
    func closeReading() {
        if reading >= 0 { _ = Glibc.close(reading) }
        reading = -1
    }

    /// Reads what is there now.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(reading, &buffer, buffer.count)
            guard count > 0 else { return }
            received += buffer[..<count]
        }
    }

    /// Complete lines so far.
    var lines: [Substring] {
        let text = String(decoding: received, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}

/// Waits for what another thread does, at most ten seconds.
func eventually(_ what: String, _ condition: () -> Bool) {
    let deadline = MonotonicClock.now() + 10_000_000_000
    while !condition() {
        guard MonotonicClock.now() < deadline else {
            Issue.record("not within 10 s: \(what)")
            return
        }
        sched_yield()
    }
}
