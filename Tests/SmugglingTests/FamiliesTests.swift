import Foundation
import Testing

/// `docs/smuggling.md` names a suite for each family of attacks; this keeps page and suites together.
@Suite struct FamiliesTests {
    @Test func eachHasItsSuiteAndItsLine() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let page = folder.appending(path: "../../docs/smuggling.md").standardized
        let named = try String(contentsOf: page, encoding: .utf8).matches(of: /\| `([A-Z]\w+)` \|/).map(\.output.1)
        let suites = folder.appending(path: "../IntegrationTests/Smuggling").standardized
        let existing = try FileManager.default.contentsOfDirectory(at: suites, includingPropertiesForKeys: nil)
            .map { Substring($0.deletingPathExtension().lastPathComponent) }
        #expect(Set(named) == Set(existing))
        #expect(named.count == existing.count)
    }
}
