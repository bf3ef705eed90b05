import Testing

/// `Tests/Conformance`, whose cases were written from the RFC; each that fails is an issue.
@Suite struct ConformsToRFC9113 {
    /// So that a program which tries nothing is not taken for one that found nothing.
    private static let leastCases = 280

    @Test func byPriorKnowledge() throws {
        try conforms { ["127.0.0.1:\($0.http)"] }
    }

    @Test func overTLS() throws {
        try conforms { ["127.0.0.1:\($0.https)", "--tls"] }
    }

    private func conforms(_ address: (WeirProcess) -> [String]) throws {
        let folder = try TemporaryFolder()
        let origin = try Python.start(.conformance("origin.py"), folder: folder)
        defer { origin.process.kill() }
        let weir = try WeirProcess(.speakingHTTP2("127.0.0.1:\(origin.port)"))
        defer { weir.kill() }

        let patience = "\(10 * Deadline.patience)"
        let options = ["--origin", "--pid", "\(weir.pid)", "--patience", patience]
        let outcome = try Python.run(.conformance("conformance.py", address(weir) + options), within: 180)
        let lines = outcome.output.split(separator: "\n")
        for line in lines where line.hasPrefix("FAILED") { Issue.record("\(line)") }
        let passed = lines.count { $0.hasPrefix("passed") }
        #expect(passed >= Self.leastCases, "\(outcome.output.suffix(500)) \(outcome.errors)")
        #expect(outcome.status == 0, "\(outcome.errors)")
        // The last case asks it to end.
        #expect(try weir.waitForExit() == 0)
    }
}
