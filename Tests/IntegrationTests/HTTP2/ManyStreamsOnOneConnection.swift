import Synchronization
import Testing

/// Other people's clients, many requests at once.
@Suite struct ManyStreamsOnOneConnection {
    @Test func ofNghttp() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let urls = (1...20).map { "https://127.0.0.1:\(weir.https)/\($0)" }
        let outcome = try Command.run(
            "nghttp", ["--null-out", "--stat", "--no-verify-peer"] + urls, package: "nghttp2-client")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = try weir.accessLines(20)
        #expect(lines.allSatisfy { $0.protocol == "h2" && $0.status == 200 && $0.end == "complete" })
        #expect(Set(lines.map(\.path)) == Set((1...20).map { "/\($0)" }))
        try weir.expectServing()
    }

    @Test func ofH2load() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let outcome = try Command.run(
            "h2load", ["-n", "1000", "-c", "1", "-m", "100", "https://127.0.0.1:\(weir.https)/"],
            package: "nghttp2-client", within: 60)
        #expect(outcome.output.contains("1000 succeeded, 0 failed, 0 errored, 0 timeout"), "\(outcome.output)")
        let lines = try weir.accessLines(1000)
        #expect(lines.allSatisfy { $0.protocol == "h2" && $0.status == 200 && $0.end == "complete" })
        try weir.expectServing()
    }

    @Test func ofH2loadInSeveralConnections() throws {
        let origin = try ScriptedOrigin(ScriptedOrigin.answering())
        defer { origin.stop() }
        let weir = try WeirProcess(.speakingHTTP2(origin.address))
        defer { weir.kill() }

        let outcome = try Command.run(
            "h2load", ["-n", "1000", "-c", "10", "-m", "10", "http://127.0.0.1:\(weir.http)/"],
            package: "nghttp2-client", within: 60)
        #expect(outcome.output.contains("1000 succeeded, 0 failed, 0 errored, 0 timeout"), "\(outcome.output)")
        try weir.expectServing()
    }

    /// All are under way at once, which one after the other would never be.
    @Test func ofCurl() throws {
        let count = 30
        let under = Atomic(0)
        let allAreUnderWay = Gate()
        let origin = try ScriptedOrigin { connection in
            while try connection.request() != nil {
                if under.add(1, ordering: .relaxed).newValue == count { allAreUnderWay.open() }
                try allAreUnderWay.wait()
                try connection.respond()
            }
        }
        defer { origin.stop() }
        let weir = try WeirProcess(Site(origin.address))
        defer { weir.kill() }

        let urls = (1...count).map { "https://localhost/\($0)" }
        let arguments = [
            "--no-progress-meter", "--parallel", "--parallel-max", "\(count)", "--connect-to",
            "::127.0.0.1:\(weir.https)",
        ]
        let curl = try Curl.run(arguments, urls: urls)
        #expect(curl.exitCode == 0, "\(curl.errors)")
        #expect(curl.transfers.map(\.status) == Array(repeating: 200, count: count))
        #expect(curl.transfers.map(\.connects).reduce(0, +) == 1)
        try weir.expectServing()
    }
}
