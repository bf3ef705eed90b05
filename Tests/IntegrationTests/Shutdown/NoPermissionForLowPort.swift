import Foundation
import Glibc
import Testing

@Suite struct NoPermissionForLowPort {
    /// As somebody who may not: root without the capability, or whoever runs the tests.
    private static func run(_ config: String) throws -> Command.Outcome {
        let weir = try WeirProcess.binary()
        guard getuid() == 0 else {
            return try Command.run(weir, ["run", "--config", config], package: "")
        }
        let without = ["--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service", "--"]
        return try Command.run("setpriv", without + [weir, "run", "--config", config], package: "util-linux")
    }

    @Test func isReportedWithWhatToDo() throws {
        let path = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
        let first = try #require(Int(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")[0]))
        // The lowest port is one that nobody may have here; where all may have all, there is nothing to be refused.
        guard first > 1 else { return }
        var layout = Layout(routes: ["{ name: all, redirect: { to: / } }"])
        layout.address = "127.0.0.1:\(min(443, first - 1))"
        let folder = try TemporaryFolder()
        let outcome = try Self.run(folder.write("weir.yaml", layout.yaml))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("no permission"), "\(outcome.errors)")
        #expect(outcome.errors.contains("cap_net_bind_service"))
    }
}
