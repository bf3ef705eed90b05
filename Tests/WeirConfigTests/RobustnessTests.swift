import Foundation
import Testing
import WeirConfig
import WeirModel

/// Whatever a file contains, a load ends soon and gives diagnostics that can be shown.
@Suite struct RobustnessTests {
    /// Loads, renders, and checks that each diagnostic points into the file.
    private func survive(_ bytes: [UInt8]) {
        let loaded = Loading.load(bytes, environment: ["HOME": "/root"])
        let lines = bytes.count + 1
        for diagnostic in loaded.diagnostics {
            #expect((1...lines).contains(diagnostic.line))
            #expect(diagnostic.column >= 1)
        }
        #expect((loaded.configuration == nil) == loaded.hasErrors)
        _ = DiagnosticText.render(loaded.diagnostics)
        _ = DiagnosticJSON.render(loaded.diagnostics)
        if let configuration = loaded.configuration { _ = ConfigurationJSON.render(configuration) }
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let telling = Array("\t\n\r :-[]{}&*!|>'\"%@`#,?$~\\0\u{85}é".utf8) + [0, 0x80, 0xFF, 0xC3]
        let place = Int.random(in: 0..<max(1, bytes.count), using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1 where !bytes.isEmpty: bytes.remove(at: place)
        case 2: bytes.insert(telling.randomElement(using: &generator) ?? 0, at: min(place, bytes.count))
        case 3:
            let end = min(bytes.count, place + Int.random(in: 0..<80, using: &generator))
            bytes.removeSubrange(min(place, end)..<end)
        default:
            let end = min(bytes.count, place + Int.random(in: 0..<80, using: &generator))
            bytes.insert(contentsOf: Array(bytes[min(place, end)..<end]), at: min(place, bytes.count))
        }
    }

    @Test(arguments: [
        "weir.yaml", "examples/several-sites.yaml", "invalid/several-mistakes.yaml", "invalid/bad-split.yaml",
    ])
    func survivesDamagedFiles(file: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Loading.configFolder + "/" + file))
        var generator = SeededGenerator(seed: UInt64(file.utf8.count))
        for _ in 0..<700 {
            var bytes = Array(data)
            for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.mutate(&bytes, using: &generator) }
            survive(bytes)
        }
    }

    @Test func survivesFilesCutAnywhere() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Loading.configFolder + "/examples/websocket.yaml"))
        for end in stride(from: 0, to: data.count, by: 3) { survive(Array(data.prefix(end))) }
    }

    @Test func survivesNoise() {
        var generator = SeededGenerator(seed: 3)
        for length in 0..<300 {
            survive((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
            survive((0..<length).map { _ in "\n :-[]{}&a*!|>'\"#,?".utf8.randomElement(using: &generator) ?? 0 })
        }
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "{", "[{a: ", "a:\n ", "!t ", "&a ", "\"", "|\n", "*a "])
    func survivesEndlessRepetition(piece: String) {
        let started = ContinuousClock.now
        survive(Array(String(repeating: piece, count: 20_000).utf8))
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test func survivesGrowingIndentation() {
        survive(Array((0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined().utf8))
    }

    @Test func stopsAliasBombsInValuesAndInKeys() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (previous, name) in zip("abcdefghijklmno", "bcdefghijklmnop") {
            let copies = Array(repeating: "*\(previous)", count: 10).joined(separator: ", ")
            text += "\(name): &\(name) [\(copies)]\n"
        }
        let keys = "? [*c, *c]\n: 1\n? [*c, *c]\n: 2\n"
        for bomb in [text, text + keys, text.prefix(200) + keys] {
            let loaded = Loading.load(String(bomb))
            #expect(loaded.hasErrors)
        }
    }

    @Test func survivesAnAliasOfItself() {
        let loaded = Loading.load("listeners: &a\n  web: *a\n")
        #expect(Loading.lines(loaded.diagnostics) == ["error 2:8 YAML: the alias `a` names no anchor before it"])
    }

    @Test func survivesVeryLongLinesWithManyMistakes() {
        let entries = (0..<3000).map { "k\($0): ${X" }.joined(separator: ", ")
        survive(Array("{ limits: { \(entries) } }".utf8))
        survive(Array("listeners: \"\(String(repeating: "名", count: 300_000))\"".utf8))
    }

    @Test func readsTenThousandRoutesAndServers() throws {
        let servers = (0..<2000).map { "      - { id: s\($0), address: 10.0.\($0 / 250).\($0 % 250):80 }\n" }.joined()
        let routes = (0..<2000).map { "  - { name: r\($0), hosts: [h\($0).example.com], upstream: app }\n" }.joined()
        let text = Loading.listeners + "upstreams:\n  app:\n    servers:\n" + servers + "routes:\n" + routes
        let configuration = try Loading.configuration(text)
        #expect(configuration.upstreams[0].servers.count == 2000)
        #expect(configuration.routes.count == 2000)
    }
}
