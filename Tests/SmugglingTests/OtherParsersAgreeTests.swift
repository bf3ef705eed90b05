import Foundation
import Testing

/// What Weir forwards is to two parsers that are not ours, h11 and the one of Node.js, exactly the requests that Weir
/// logged; and what such a parser finds in a client's bytes is what was forwarded, one by one.
///
/// `WEIR_SMUGGLING_REQUESTS` and `WEIR_SMUGGLING_SEED` ask for more and for others.
@Suite struct OtherParsersAgreeTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    @Test func onWhatIsForwarded() throws {
        let seed = Self.number("WEIR_SMUGGLING_SEED") ?? 1
        let wanted = Self.number("WEIR_SMUGGLING_REQUESTS") ?? 20_000
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "exchanges")
        let differential = try Differential(seed: UInt64(seed))
        var lines = Data()
        while differential.requests < wanted { lines.append(try differential.next()) }
        try lines.write(to: file)

        let verdict = try Self.judge(file)
        #expect(verdict.status == 0, "seed \(seed): \(verdict.output)")
    }

    /// The judge itself: what would be wrong is found, in either direction.
    @Test(arguments: [
        ("GET /carrier HTTP/1.1\r\nHost: a\r\n\r\n", "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", 0, "not logged"),
        (
            "POST /carrier HTTP/1.1\r\nHost: a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", 35, "is forwarded"
        ),
    ])
    func onWhatIsSmuggled(sent: String, behind: String, length: Int, finding: String) throws {
        let method = sent.prefix { $0 != " " }
        let framing = length > 0 ? "Content-Length: \(length)\r\n" : ""
        let head = "\(method) /carrier HTTP/1.1\r\nHost: a\r\nX-Request-Id: i\r\n\(framing)\r\n"
        let log = "{\"id\":\"i\",\"method\":\"\(method)\",\"path\":\"/carrier\",\"request_bytes\":\(length)}"
        func packed(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
        let line = try JSONSerialization.data(
            withJSONObject: [
                "bytes": packed(sent), "isFramed": false, "streams": [] as [String],
                "upstream": [packed(head + behind)],
                "log": packed(log),
            ] as [String: Any])
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try line.write(to: file)
        let verdict = try Self.judge(file)
        #expect(verdict.status == 1)
        #expect(verdict.output.contains(finding), "\(verdict.output)")
    }

    private static func judge(_ file: URL) throws -> (status: Int32, output: String) {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "oracle.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-B", script.path, file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
