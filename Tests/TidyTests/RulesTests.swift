import Testing

/// Every rule finds what it is there for, and leaves alone what is fine.
@Suite struct RulesTests {
    private func file(_ text: String, path: String = "Sources/WeirCore/Sample.swift") -> SourceFile {
        SampleSource.file(text, path: path)
    }

    private func lines(_ findings: [Finding]) -> [Int] {
        findings.map(\.line)
    }

    @Test func findingsNameFileAndLine() {
        let findings = SafetyRules.traps(file("let a = 1\nlet b = try! c()\n"))
        #expect(findings.map(\.description) == ["Sources/WeirCore/Sample.swift:2: try! traps; handle the error"])
    }

    @Test(arguments: [
        "import NIOCore", "public import Foundation", "@preconcurrency import Yams", "import struct Foundation.URL",
    ])
    func importsUpwardAreFound(_ line: String) {
        #expect(lines(ImportRule.findings(file("import WeirModel\n\(line)\n"))) == [2])
    }

    @Test func importsInCommentsAreNot() {
        #expect(
            ImportRule.findings(file("// import NIOCore\n/* import Foundation */\nlet text = \"import Yams\"\n"))
                .isEmpty)
    }

    @Test func everyTargetNeedsALevel() {
        #expect(lines(ImportRule.findings(file("", path: "Sources/WeirDNS/A.swift"))) == [1])
    }

    @Test func longFilesAreFound() {
        #expect(SizeRules.longFile(file(String(repeating: "a\n", count: 500))).isEmpty)
        #expect(SizeRules.longFile(file(String(repeating: "a\n", count: 501))).count == 1)
    }

    @Test func longFunctionsAreFound() {
        #expect(SizeRules.longFunctions(file(SampleSource.function(lines: 70))).isEmpty)
        #expect(lines(SizeRules.longFunctions(file("\n" + SampleSource.function(lines: 71)))) == [2])
    }

    @Test func longLinesAreCountedInCharacters() {
        let wide = String(repeating: "é", count: 120)
        #expect(lines(SizeRules.longLines(file("\(wide)\n\(wide)x\n"))) == [2])
    }

    @Test func theMedianIsTheMiddle() {
        #expect(SizeRules.median([9, 1, 5]) == 5)
        #expect(SizeRules.median([]) == 0)
    }

    @Test(arguments: [
        "let a = b as! C", "fatalError(\"x\")", "let a = b!", "a!.b()", "a[0]!.b", "f()!", "var a: String!", "x?.y!",
    ])
    func trapsAreFound(_ line: String) {
        #expect(lines(SafetyRules.traps(file("\n\(line)\n"))) == [2])
    }

    @Test(arguments: [
        "if !a, b != c, d!=e {", "let a = \"b!\"", "// a!", "guard !(a) else { return }", "f(!a)", "[!a]", "try? f()",
    ])
    func negationsAndInequalitiesAreNoTraps(_ line: String) {
        #expect(SafetyRules.traps(file(line)).isEmpty)
    }

    @Test func marksOfUnfinishedWorkAreFound() {
        #expect(lines(SafetyRules.markers(file("// TODO: x\nlet a = 1 // FIXME\n// XXXX METHODTODO\n"))) == [1, 2])
    }

    @Test func vagueNamesAreFound() {
        #expect(
            lines(SafetyRules.vagueNames(file("struct A {}\nfinal class PoolManager {}\nenum StringUtil {}\n"))) == [
                2, 3,
            ])
    }

    @Test func privateKeysAreFound() {
        let header = "-----BEGIN EC " + "PRIVATE KEY-----"
        let text = "a\n\(header)\n\(String(repeating: "A", count: 64))\n"
        #expect(lines(SafetyRules.privateKeys(path: "x.pem", text: text)) == [2])
        #expect(SafetyRules.privateKeys(path: "x.md", text: "the line \(header) begins one\nand so on").isEmpty)
    }

    @Test func defaultsOverOurEnumsAreFound() {
        let declared = """
            public enum Colour: String {
                case red, green
                case blue(Int), grey
                var a: Int {
                    1
                }
            }
            """
        let enums = DefaultRule.ownEnums([file(declared)])
        #expect(enums == ["Colour": ["red", "green", "blue", "grey"]])
        let bad = "switch colour {\ncase .red, .green: 1\ncase .blue(let x): x\ndefault: 2\n}\n"
        #expect(lines(DefaultRule.findings(file(bad), enums: enums)) == [4])
        for good in [
            "switch byte {\ncase 1: 1\ncase .red: 3\ndefault: 2\n}\n",
            "switch colour {\ncase .red: 1\ncase .grey: 2\n}\n",
            "switch other {\ncase .red: 1\ncase .purple: 2\ndefault: 3\n}\n",
        ] {
            #expect(DefaultRule.findings(file(good), enums: enums).isEmpty)
        }
    }

    @Test func defaultsOfInnerSwitchesAreTheirOwn() {
        let enums = ["Colour": Set(["red", "green"])]
        let text =
            "switch colour {\ncase .red:\n    switch byte {\n    case 1: 1\n    default: 2\n    }\ncase .green: 3\n}\n"
        #expect(DefaultRule.findings(file(text), enums: enums).isEmpty)
    }

    @Test(arguments: [
        "public func a() {}", "public struct A {}", "public static func less(a: A, b: A) -> Bool {",
        "public final class A {",
    ])
    func undocumentedDeclarationsAreFound(_ line: String) {
        #expect(lines(DocumentationRule.findings(file("let a = 1\n\(line)\n"))) == [2])
        #expect(DocumentationRule.findings(file("/// Says what.\n@inlinable\n\(line)\n")).isEmpty)
    }

    @Test func aCommentExcusesALineThatSaysWhy() {
        #expect(SafetyRules.traps(file("// tidy(trap): the table is ours and complete\nlet b = a!\n")).isEmpty)
        #expect(SafetyRules.traps(file("let b = a! // tidy(trap): because\n")).count == 1)
        #expect(SafetyRules.traps(file("let b = a! // tidy(size): of a reason for another rule\n")).count == 1)
    }

    @Test func theManifestIsRead() {
        let manifest = """
            .target(name: "A", swiftSettings: strict + [.strictMemorySafety()]),
            .systemLibrary(name: "C"),
            .testTarget(
                name: "B"
            ),
            """
        #expect(ManifestRule.isMemorySafe("A", manifest: manifest))
        #expect(!ManifestRule.isMemorySafe("B", manifest: manifest))
        #expect(lines(ManifestRule.laxTargets(manifest)) == [3])
    }
}
