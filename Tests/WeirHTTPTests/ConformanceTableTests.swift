import Foundation
import Testing

/// `docs/http-conformance.md` names tests; this keeps it from naming some that are not there.
@Suite struct ConformanceTableTests {
    @Test func namesOnlyTestsThatExist() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let page = folder.appending(path: "../../docs/http-conformance.md").standardized
        let named = Set(
            try String(contentsOf: page, encoding: .utf8).matches(of: /`(\w+Tests)\.(\w+)`/).map(\.output.0))
        #expect(named.count > 50)
        var existing: Set<Substring> = []
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            existing.formUnion(tests(in: try String(contentsOf: file, encoding: .utf8)))
        }
        #expect(named.subtracting(existing) == [])
    }

    @Test func namesOnlyIntegrationTestsThatExist() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let page = folder.appending(path: "../../docs/http-conformance.md").standardized
        let named = try String(contentsOf: page, encoding: .utf8).matches(of: /`(\w+)\/([A-Z]\w+)\.([a-z]\w+)`/).map(
            \.output)
        #expect(named.count >= 10)
        for (whole, group, suite, test) in named {
            let file = folder.appending(path: "../IntegrationTests/\(group)/\(suite).swift").standardized
            let source = try String(contentsOf: file, encoding: .utf8)
            #expect(source.contains("func \(test)("), "\(whole)")
        }
    }

    /// As the page writes them.
    private func tests(in source: String) -> Set<Substring> {
        var suite: Substring = ""
        var found: Set<Substring> = []
        for line in source.split(separator: "\n") {
            if let match = line.firstMatch(of: /@Suite struct (\w+)/) { suite = match.1 }
            if let match = line.firstMatch(of: /@Test.* func (\w+)|^    \]\) func (\w+)|^    func (\w+)/) {
                let name = match.1 ?? match.2 ?? match.3 ?? ""
                found.insert("`\(suite).\(name)`")
            }
        }
        return found
    }
}
