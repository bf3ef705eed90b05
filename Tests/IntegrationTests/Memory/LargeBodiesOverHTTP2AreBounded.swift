import Foundation
import Testing

/// A short run of what `make soak-memory` does with 5 GiB: a quarter of a GiB to a slow reader, and to a slow server,
/// while others are served on the same connection.
@Suite(.serialized, .measuresMemory) struct LargeBodiesOverHTTP2AreBounded {
    @Test(arguments: ["download2", "upload2"]) func andLeaveRoomForOthers(scenario: String) throws {
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Soak").standardized.path
        let arguments = ["-B", "\(folder)/memory.py", try WeirProcess.binary(), scenario, "--scale", "0.05"]
        let outcome = try Command.run("/usr/bin/python3", arguments, package: "python3", within: 120)
        #expect(outcome.status == 0, "\(outcome)")
    }
}
