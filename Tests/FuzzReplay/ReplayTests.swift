import Foundation
import FuzzTargets
import Testing

/// Every input that a fuzzer starts from, and every one that once showed a defect, through its target. One after the
/// other: TLS contexts are for one thread at a time.
@Suite(.serialized) struct ReplayTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fuzz").standardized

    private static func inputs(_ kind: String, of target: FuzzTarget) throws -> [URL] {
        let folder = folder.appending(path: "\(kind)/\(target.rawValue)")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private func replay(_ files: [URL], through target: FuzzTarget) throws {
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            do throws(Violation) {
                try target.run(bytes)
            } catch {
                Issue.record("\(target.rawValue)/\(file.lastPathComponent): \(error.text)")
            }
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func whatFuzzersStartFromIsHandledWell(target: FuzzTarget) throws {
        let files = try Self.inputs("Corpus", of: target)
        #expect(!files.isEmpty)
        try replay(files, through: target)
    }

    @Test(arguments: FuzzTarget.allCases)
    func whatOnceShowedADefectIsHandledWell(target: FuzzTarget) throws {
        try replay(Self.inputs("Crashers", of: target), through: target)
    }

    /// The inputs are for people to read as well.
    @Test func theInputsAreFewAndSmall() throws {
        let sizes = try FuzzTarget.allCases.flatMap { target in
            try ["Corpus", "Crashers"].flatMap { try Self.inputs($0, of: target) }
        }.map { try Data(contentsOf: $0).count }
        #expect(sizes.reduce(0, +) < 200_000)
    }
}
