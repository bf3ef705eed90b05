import Glibc
import Testing

/// Server-sent events: what a server says is with the client at once, not when more comes or a buffer is full.
@Suite struct EventStreamsAreNotHeldBack {
    private static let count = 10

    /// Sends the next event whenever the test says so.
    private static func events(_ gates: [Gate]) -> ScriptedOrigin.Script {
        { connection in
            guard try connection.request() != nil else { return }
            try connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n")
            for (number, gate) in gates.enumerated() {
                try gate.wait(within: 30)
                let event = "data: event \(number)\n\n"
                try connection.send("\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n")
            }
            try connection.send("0\r\n\r\n")
        }
    }

    @Test(arguments: ["--http2", "--http1.1"]) func eachComesByItself(version: String) throws {
        let gates = (0..<Self.count).map { _ in Gate() }
        let origin = try ScriptedOrigin(Self.events(gates))
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }
        let folder = try TemporaryFolder()
        let arguments = [
            "--disable", "--silent", "--noproxy", "*", "--no-buffer", "--max-time", "60", version,
            "--cacert", try TestCertificates.shared.authority, "https://localhost:\(weir.https)/events",
        ]
        let streams = ChildProcess.Streams(output: folder.file("out"), errors: folder.file("err"))
        let curl = try ChildProcess(try Tool.path("curl", package: "curl"), arguments, streams: streams)
        defer { curl.kill() }
        _ = try origin.waitForRequests(1)

        var delays: [Int64] = []
        for (number, gate) in gates.enumerated() {
            let sent = Deadline.now
            gate.open()
            try eventually("event \(number): \(folder.read("out"))", within: 5) {
                folder.read("out").hasSuffix("data: event \(number)\n\n")
            }
            delays.append(Deadline.now - sent)
        }
        // One may have met with a busy machine.
        let late = delays.filter { Double($0) > 200 * Deadline.patience }
        #expect(late.count <= 1, "milliseconds until each came: \(delays)")
        #expect(try curl.wait(within: 10, "curl") == 0)
        let line = try weir.accessLine()
        #expect(line.protocol == (version == "--http2" ? "h2" : "http/1.1"))
        #expect(line.end == "complete")
        try weir.expectServing()
    }
}
