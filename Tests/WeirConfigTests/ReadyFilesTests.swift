import Foundation
import Testing
import WeirConfig
import WeirModel

/// The files that users start from.
@Suite struct ReadyFilesTests {
    static var files: [String] {
        let folder = Loading.configFolder
        let examples = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/examples")) ?? []
        return ["weir.yaml"] + examples.sorted().map { "examples/" + $0 }
    }

    @Test(arguments: files)
    func loadsWithoutErrorOrWarning(file: String) throws {
        let loaded = try ConfigLoader.load(path: Loading.configFolder + "/" + file, environment: [:])
        #expect(loaded.configuration != nil)
        #expect(loaded.diagnostics.isEmpty, "\(DiagnosticText.render(loaded.diagnostics))")
    }

    @Test func thereAreSixExamples() {
        #expect(Self.files.count >= 7)
    }

    @Test func theStartFilePinsAndSplitsAsItSays() throws {
        let loaded = try ConfigLoader.load(path: Loading.configFolder + "/weir.yaml", environment: [:])
        let configuration = try #require(loaded.configuration)
        #expect(configuration.listeners.map(\.name) == ["https", "http"])
        #expect(configuration.listeners[1].redirectToHTTPSPort == 8443)
        #expect(configuration.upstreams.map(\.affinity?.cookie) == ["SERVERID", "SERVERID"])
        guard case .split(let split) = configuration.routes[0].action else {
            Issue.record("the first route does not split")
            return
        }
        #expect(split.arms.map(\.weight) == [95, 5])
        #expect(split.force?.clients == [])
    }

    @Test func theSmallestExampleHasTwentyLines() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Loading.configFolder + "/examples/minimal.yaml"))
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } <= 20)
    }
}
