import Testing

/// What clients do to take Weir away from others, one attack a file. One after the other: each measures what it does to
/// a client that behaves.
@Suite(.serialized) enum Abuse {}

extension Siege {
    /// Waits for the first line with this `end`.
    func line(_ end: String, within seconds: Double = 10) throws -> AccessEntry {
        let text = try eventually("a line with \(end): \(weir.accessLog)", within: seconds) {
            weir.accessLog.split(separator: "\n").first { $0.contains("\"end\":\"\(end)\"") && $0.hasSuffix("}") }
        }
        return try AccessEntry(line: text)
    }

    /// What `weir_abuse_total` says of the plain listener.
    func count(_ kind: String) throws -> Double {
        try weir.metric("weir_abuse_total", "listener=\"http\",kind=\"\(kind)\"")
    }

    /// Expects that the connection is ended with ENHANCE_YOUR_CALM, that the log says why, and that it is counted.
    func expectCalm(_ client: FrameSender, _ kind: String, at location: SourceLocation = #_sourceLocation) throws {
        #expect(try client.ending() == .goAway(code: FrameSender.enhanceYourCalm), sourceLocation: location)
        #expect(client.raw.isClosed(), sourceLocation: location)
        _ = try line(kind)
        #expect(try count(kind) == 1, sourceLocation: location)
    }
}
