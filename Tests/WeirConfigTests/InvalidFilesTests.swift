import Foundation
import Testing
import WeirConfig

/// Each file in `config/invalid` says in its first lines what a load must report, and nothing else may be reported.
@Suite struct InvalidFilesTests {
    static let folder = Loading.configFolder + "/invalid"

    static var files: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    @Test func thereAreFilesForEveryKindOfMistake() {
        #expect(Self.files.count >= 60)
    }

    @Test(arguments: files)
    func reportsExactlyWhatItsHeaderSays(file: String) throws {
        let path = Self.folder + "/" + file
        let expected = try Self.expectations(of: path)
        let loaded = try ConfigLoader.load(path: path, environment: [:])
        let actual = Loading.lines(loaded.diagnostics)
        let report = actual.map { "@@# expect: \($0)" }.joined(separator: "\n")
        #expect(!expected.isEmpty)
        #expect(actual.count == expected.count, "@@FILE \(file)\n\(report)")
        for (line, expectation) in zip(actual, expected) {
            #expect(line.hasPrefix(expectation), "@@FILE \(file)\n\(report)")
        }
        #expect((loaded.configuration == nil) == expected.contains { $0.hasPrefix("error") })
        #expect(loaded.diagnostics.allSatisfy { $0.file == path })
    }

    private static func expectations(of path: String) throws -> [String] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let marker = "# expect: "
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { $0.hasPrefix(marker) }.map { String($0.dropFirst(marker.count)) }
    }
}
