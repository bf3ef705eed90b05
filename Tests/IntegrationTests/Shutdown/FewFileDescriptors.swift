import Foundation
import Glibc
import Testing

@Suite struct FewFileDescriptors {
    @Test func theSoftLimitIsRaisedToTheHardOne() throws {
        let folder = try TemporaryFolder()
        let config = try folder.write("weir.yaml", Layout(routes: ["{ name: all, redirect: { to: / } }"]).yaml)
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        let script = "ulimit -Sn 64 && exec \"$0\" run --config \"$1\""
        let weir = try ChildProcess("/bin/sh", ["-c", script, try WeirProcess.binary(), config], streams: streams)
        defer { weir.kill() }
        try eventually("it listens: \(folder.read("err"))") { folder.read("err").contains("listener=http") }
        let limits = try String(contentsOfFile: "/proc/\(weir.pid)/limits", encoding: .utf8)
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        #expect(numbers.count == 2, "\(line)")
        #expect(numbers.first == numbers.last, "\(line)")
    }

    @Test func whereThereAreTooFewItSaysSo() throws {
        let folder = try TemporaryFolder()
        let config = try folder.write("weir.yaml", Layout(routes: ["{ name: all, redirect: { to: / } }"]).yaml)
        let script = "ulimit -n 30 && exec \"$0\" run --config \"$1\""
        let outcome = try Command.run("/bin/sh", ["-c", script, try WeirProcess.binary(), config], package: "dash")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("too few file descriptors"), "\(outcome.errors)")
        #expect(outcome.errors.contains("ulimit -n"))
    }

    @Test func whenNoneIsLeftClientsWaitAndNothingSpins() throws {
        let folder = try TemporaryFolder()
        let config = try folder.write("weir.yaml", Layout(routes: ["{ name: all, redirect: { to: / } }"]).yaml)
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        let script = "ulimit -n 60 && exec \"$0\" run --config \"$1\""
        let weir = try ChildProcess("/bin/sh", ["-c", script, try WeirProcess.binary(), config], streams: streams)
        defer { weir.kill() }
        let port = try eventually("it listens: \(folder.read("err"))") {
            folder.read("err").firstMatch(of: /127\.0\.0\.1:(\d+) listener=http/).flatMap { Int($0.output.1) }
        }

        var served = try (0..<20).map { _ in try RawClient(port: port) }
        let waiting = try (0..<60).map { _ in try RawClient(port: port) }
        try eventually("a warning") { folder.read("err").contains("no file descriptor is left") }
        let (began, spent) = (Deadline.now, try Self.processorTicks(weir.pid))
        try eventually("a while passes") {
            // Those that have a connection are served all the time.
            for client in served { try client.get() }
            for client in served { #expect(try client.response().status == 302) }
            poll(nil, 0, 100)
            return Deadline.now - began > 1000
        }
        let share = Double(try Self.processorTicks(weir.pid) - spent) * 10 / Double(Deadline.now - began)
        #expect(share < 0.7, "\(share) of a processor")
        served.removeAll()
        for client in waiting.prefix(20) { client.close() }
        try waiting[20].get()
        #expect(try waiting[20].response().status == 302)
        weir.signal(SIGTERM)
        #expect(try weir.wait(within: 10, "weir") == 0)
    }

    /// Hundredths of a second that a process has computed.
    private static func processorTicks(_ pid: pid_t) throws -> Int {
        let fields = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).split(separator: " ")
        return (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
    }
}
