import Foundation
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
}
