import Foundation
import Testing

/// The files of `config/invalid` say in their first lines what must be reported.
@Suite struct CheckReportsEveryInvalidFile {
    static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../config/invalid")
        .standardized.path

    static var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
    }

    @Test func thereAreFiles() {
        #expect(Self.files.count >= 60)
    }

    @Test(arguments: files)
    func asExpected(_ file: String) throws {
        let path = "\(Self.folder)/\(file)"
        let expected = try Self.expectations(path)
        #expect(!expected.isEmpty)
        let outcome = try WeirCommand.run("check", "--config", path)
        let hasErrors = expected.contains { $0.severity == "error" }
        #expect(outcome.status == (hasErrors ? 1 : 0), "\(outcome.errors)")
        #expect(outcome.output == (hasErrors ? "" : "\(path): fine\n"))
        let places = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("\(path):") }
        #expect(places.count == expected.count, "\(outcome.errors)")
        for (line, expectation) in zip(places, expected) {
            #expect(line.hasPrefix("\(path):\(expectation.place): \(expectation.severity): \(expectation.message)"))
        }
        // Below each place the line itself and a caret.
        let carets = outcome.errors.split(separator: "\n").count { $0.drop { " |".contains($0) } == "^" }
        #expect(carets == places.count, "\(outcome.errors)")
        guard !hasErrors else { return }
        #expect(try WeirCommand.run("check", "--strict", "--config", path).status == 1)
    }

    private struct Expectation {
        var severity: Substring
        var place: Substring
        var message: Substring
    }

    /// From lines such as `# expect: error 3:4 message`.
    private static func expectations(_ path: String) throws -> [Expectation] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        return text.split(separator: "\n").prefix { $0.hasPrefix("# expect: ") }.map { line in
            let words = line.dropFirst("# expect: ".count).split(separator: " ", maxSplits: 2)
            return Expectation(severity: words[0], place: words[1], message: words[2])
        }
    }
}
