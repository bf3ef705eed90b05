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
        let dropped = try eventually("lines are dropped") {
            let dropped = try weir.metric("weir_log_dropped_total")
            return dropped > 0 ? Int(dropped) : nil
        }
        #expect(dropped < count)

        // Now it reads again.
        var log: [UInt8] = []
        try eventually("the rest of the lines") {
            var room = [UInt8](repeating: 0, count: 1 << 20)
            let got = read(reader, &room, room.count)
            if got > 0 { log += room[..<got] }
            return log.count { $0 == 0x0a } == count - dropped
        }
        for line in log.split(separator: 0x0a) {
            #expect(try AccessEntry(line: String(decoding: line, as: UTF8.self)).path == path)
        }
        #expect(try weir.stop() == 0)
    }
}
