import Foundation
import Glibc
import Testing
import WeirCore
import WeirModel

@testable import WeirTelemetry

@Suite struct AccessLogTests {
    private func log(to reader: PipeReader, memoryLimit: Int = 8 << 20) throws -> AccessLog {
        let sink = try LogSink.share(reader.writing, name: "pipe")
        return try AccessLog(AccessLogSettings(to: .stdout), sink: sink, memoryLimit: memoryLimit)
    }

    private func shard(of log: AccessLog) -> AccessLogShard {
        log.makeShard(names: LogNames(Samples.configuration, generation: 3))
    }

    /// Records `count` exchanges whose ids number them.
    private func record(_ count: Int, from first: Int = 0, in shard: AccessLogShard) {
        var record = Samples.exchange()
        let head = Samples.head()
        for number in first..<first + count {
            record.id = Array(String(number).utf8)
            shard.record(record, head: head, hasHead: true)
        }
    }

    private func ids(_ lines: [Substring]) throws -> [Int] {
        try lines.map { try #require(Int(Samples.parse(String($0))["id"] as? String ?? "")) }
    }

    private func temporaryFile() -> String {
        NSTemporaryDirectory() + "weir-log-\(UUID().uuidString).log"
    }

    private func contents(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    @Test func everyLineArrivesInOrder() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        for batch in 0..<20 {
            record(100, from: batch * 100, in: shard)
            shard.flush()
            eventually("batch \(batch)") {
                reader.drain()
                return reader.lines.count == (batch + 1) * 100
            }
        }
        #expect(log.close(within: .seconds(10)))
        #expect(try ids(reader.lines) == Array(0..<2000))
        #expect(log.dropped == 0)
    }

    @Test func nothingIsHandedOverBeforeABatchIsFullOrFlushed() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        record(10, in: shard)
        #expect(log.close(within: .seconds(10)))
        reader.drain()
        #expect(reader.lines.isEmpty)
        shard.flush()
        #expect(log.dropped == 10)
    }

    @Test func aFullBatchNeedsNoFlush() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        record(100, in: shard)
        eventually("a batch") {
            reader.drain()
            return reader.lines.count > 50
        }
        log.close(within: .seconds(10))
    }

    @Test func aStalledReaderCostsLinesThatAreCountedExactly() throws {
        let reader = try PipeReader()
        let log = try log(to: reader, memoryLimit: 512 * 1024)
        let shard = shard(of: log)
        let sent = 10_000
        record(sent, in: shard)
        shard.flush()
        #expect(log.dropped > 0)

        // The reader goes on: what waited arrives whole, and so does what comes after.
        var arrived = 0
        eventually("what waited") {
            reader.drain()
            arrived = reader.lines.count
            return arrived + Int(log.dropped) == sent
        }
        let lost = log.dropped
        record(50, from: sent, in: shard)
        shard.flush()
        eventually("what came after") {
            reader.drain()
            return reader.lines.count == arrived + 50
        }
        #expect(log.close(within: .seconds(10)))
        #expect(log.dropped == lost)
        let ids = try ids(reader.lines)
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
        #expect(ids.suffix(50) == Array(sent..<sent + 50)[...])
    }

    @Test func closingAStalledLogEndsAtItsDeadlineAndCountsTheRest() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        record(2000, in: shard)
        shard.flush()
        let started = MonotonicClock.now()
        #expect(!log.close(within: .milliseconds(50)))
        #expect(MonotonicClock.now() - started < 5_000_000_000)
        reader.drain()
        #expect(reader.lines.count + Int(log.dropped) == 2000)
        _ = try ids(reader.lines)
    }

    @Test func aReaderThatIsGoneCostsLinesButNotTheProcess() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        reader.closeReading()
        for batch in 1...3 {
            record(10, in: shard)
            shard.flush()
            eventually("drops of batch \(batch)") { log.dropped == UInt64(10 * batch) }
        }
        #expect(log.close(within: .seconds(10)))
    }

    @Test func linesAfterTheEndAreCountedAsDropped() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        #expect(log.close(within: .seconds(10)))
        #expect(log.close(within: .seconds(10)))
        record(7, in: shard)
        shard.flush()
        #expect(log.dropped == 7)
    }

    @Test func manyLoopsShareOneLog() async throws {
        let path = temporaryFile()
        defer { unlink(path) }
        let log = try AccessLog(AccessLogSettings(to: .file(path)))
        await withTaskGroup { group in
            for loop in 0..<4 {
                group.addTask {
                    let shard = shard(of: log)
                    for part in 0..<10 {
                        record(50, from: loop * 500 + part * 50, in: shard)
                        shard.flush()
                    }
                }
            }
        }
        #expect(log.close(within: .seconds(10)))
        let ids = try ids(contents(path).split(separator: "\n"))
        #expect(ids.sorted() == Array(0..<2000))
        #expect(log.dropped == 0)
    }

    @Test func filesAreAppendedToAndNotForOthersToRead() throws {
        let path = temporaryFile()
        defer { unlink(path) }
        for round in 0..<2 {
            let log = try AccessLog(AccessLogSettings(to: .file(path)))
            let shard = shard(of: log)
            record(1, from: round, in: shard)
            shard.flush()
            #expect(log.close(within: .seconds(10)))
        }
        #expect(try ids(contents(path).split(separator: "\n")) == [0, 1])
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o137 == 0)
    }

    @Test func aMovedFileIsReplacedOnReopening() throws {
        let path = temporaryFile()
        let moved = path + ".1"
        defer {
            unlink(path)
            unlink(moved)
        }
        let log = try AccessLog(AccessLogSettings(to: .file(path)))
        let shard = shard(of: log)
        record(1, from: 1, in: shard)
        shard.flush()
        eventually("the first line") { !contents(path).isEmpty }
        #expect(rename(path, moved) == 0)
        record(1, from: 2, in: shard)
        shard.flush()
        eventually("the second line") { contents(moved).split(separator: "\n").count == 2 }
        try log.reopen()
        record(1, from: 3, in: shard)
        shard.flush()
        #expect(log.close(within: .seconds(10)))
        #expect(try ids(contents(moved).split(separator: "\n")) == [1, 2])
        #expect(try ids(contents(path).split(separator: "\n")) == [3])
    }

    @Test func aFileThatCannotBeOpenedSaysWhy() throws {
        let path = "/nonexistent/folder/access.log"
        let problem = #expect(throws: AccessLogError.self) { try AccessLog(AccessLogSettings(to: .file(path))) }
        #expect(problem?.path == path)
        #expect(problem?.description == "cannot write the access log to \(path): No such file or directory")
    }

    @Test func aFIFOWithoutAReaderIsAnErrorAndNotAHang() throws {
        let path = temporaryFile()
        defer { unlink(path) }
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: AccessLogError.self) { try AccessLog(AccessLogSettings(to: .file(path))) }
    }

    @Test func aFullDiskCostsLinesOnlyBeyondTheBound() throws {
        let log = try AccessLog(AccessLogSettings(to: .file("/dev/full")), memoryLimit: 64 * 1024)
        let shard = shard(of: log)
        record(1000, in: shard)
        shard.flush()
        #expect(log.dropped > 0)
        #expect(log.dropped < 1000)
        #expect(!log.close(within: .milliseconds(10)))
        #expect(log.dropped == 1000)
    }

    @Test func socketsAreWrittenToWithoutBlocking() throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { _ = Glibc.close(end) } }
        let sink = try LogSink.share(ends[0], name: "socket")
        let log = try AccessLog(AccessLogSettings(to: .stdout), sink: sink, memoryLimit: 8 << 20)
        let shard = shard(of: log)
        record(5000, in: shard)
        shard.flush()
        #expect(!log.close(within: .milliseconds(50)))
        #expect(log.dropped > 0)
        #expect(fcntl(ends[0], F_GETFL) & O_NONBLOCK == 0)
    }

    @Test func nothingIsLoggedToNone() throws {
        let log = try AccessLog(AccessLogSettings(to: .none))
        let shard = shard(of: log)
        record(10, in: shard)
        shard.flush()
        try log.reopen()
        #expect(log.close(within: .zero))
        #expect(log.dropped == 0)
    }

    @Test func loggingFollowsAReload() throws {
        let reader = try PipeReader()
        let log = try log(to: reader)
        let shard = shard(of: log)
        var renamed = Samples.configuration
        renamed.routes[0].name = "renamed"
        shard.adopt(LogNames(renamed, generation: 4))
        record(1, in: shard)
        var newer = Samples.exchange()
        newer.generation = 4
        shard.record(newer, head: Samples.head(), hasHead: true)
        shard.flush()
        #expect(log.close(within: .seconds(10)))
        reader.drain()
        let routes = try reader.lines.map { try Samples.parse(String($0))["route"] as? String }
        #expect(routes == ["shop", "renamed"])
    }
}
