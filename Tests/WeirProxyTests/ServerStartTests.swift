import Foundation
import Logging
import Testing
import WeirCore
import WeirModel

@testable import WeirProxy

@Suite struct ServerStartTests {
    /// In a process of its own, where nobody else has loops.
    @Test func aStartThatFailsLeavesNoThreadBehind() async {
        await #expect(processExitsWith: .success) {
            let log = Log(access: AccessLogSettings(to: .file("/no/such/folder/access.log")))
            let plan = ServerPlan(
                configuration: Configuration(log: log, workers: .count(3)), certificates: [],
                keys: AffinityKeyRing(keys: []), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                version: "test")
            await #expect(throws: (any Error).self) { _ = try await ProxyServer(plan).start() }
            let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap {
                try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
            }
            #expect(!threads.isEmpty)
            #expect(!threads.contains("weir-loop\n"))
        }
    }
}
