import Foundation
import Glibc
import Testing

@Suite struct StalledLogDoesNotStopRequests {
    @Test func linesAreLostAndCountedAndThoseThatComeAreWhole() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("pipe")
        guard mkfifo(pipe, 0o600) == 0 else { throw HarnessFailure("no pipe: \(Socket.reason)") }
        // A reader that does not read.
        let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        var layout = Layout(routes: ["{ name: all, redirect: { to: /done } }"])
        layout.log = pipe
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        // Each line is nearly 8 KiB long: more of them than may wait in memory.
        let path = "/" + String(repeating: "x", count: 8000)
        let count = 1600
        let browser = try Browser(weir)
        let responses = try browser.get((0..<count).map { _ in (target: path, fields: []) })
        #expect(responses.allSatisfy { $0.status == 302 })
        try eventually("lines are dropped") { try weir.metric("weir_log_dropped_total") > 0 }

        // Now it reads again. What was lost is counted, and what comes is whole.
        var lines = LineCollector()
        try eventually("the rest of the lines", within: 20) {
            while lines.read(from: reader) {}
            return try lines.complete.count + Int(weir.metric("weir_log_dropped_total")) == count
        }
        #expect(lines.rest.isEmpty)
        for line in lines.complete { #expect(try AccessEntry(line: String(decoding: line)).path == path) }
        #expect(try weir.stop() == 0)
    }
}

/// Takes lines off a pipe.
private struct LineCollector {
    private(set) var complete: [[UInt8]] = []
    /// The beginning of a line.
    private(set) var rest: [UInt8] = []

    /// False: nothing was there.
    mutating func read(from pipe: Int32) -> Bool {
        let bytes = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
            count = max(0, Glibc.read(pipe, buffer.baseAddress, buffer.count))
        }
        let start = rest.count
        rest += bytes
        var position = start
        while let end = rest[position...].firstIndex(of: 0x0a) {
            complete.append(Array(rest[..<end]))
            rest.removeFirst(end + 1)
            position = 0
        }
        return !bytes.isEmpty
    }
}
