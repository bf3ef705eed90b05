import Foundation
import Testing

@testable import WeirConfig

@Suite struct RenderingTests {
    private func diagnostic(_ line: String?, column: Int, message: String = "wrong", hint: String? = nil) -> Diagnostic
    {
        Diagnostic(
            severity: .error, message: message, file: "weir.yaml", mark: SourceMark(line: 7, column: column),
            sourceLine: line, hint: hint)
    }

    /// The shown line and how many terminal columns lie before the caret.
    private func shown(_ line: String, column: Int) -> (line: String, caret: Int) {
        let rows = DiagnosticText.render(diagnostic(line, column: column)).split(separator: "\n")
        return (String(rows[1].dropFirst(4)), rows[2].dropFirst(4).count - 1)
    }

    @Test func writesPlaceLineCaretAndHint() {
        let loaded = Loading.load("listeners:\n  web: { adress: 127.0.0.1:8080 }\nroutes: []\n")
        let expected = """
            test.yaml:2:3: error: `web` needs the key `address`
              |   web: { adress: 127.0.0.1:8080 }
              |   ^
            test.yaml:2:10: error: unknown key `adress`
              |   web: { adress: 127.0.0.1:8080 }
              |          ^
              hint: did you mean `address`?

            """
        #expect(DiagnosticText.render(loaded.diagnostics) == expected)
    }

    @Test func leavesOutWhatIsNotThere() {
        #expect(DiagnosticText.render(diagnostic(nil, column: 1)) == "weir.yaml:7:1: error: wrong\n")
        #expect(DiagnosticText.render([]) == "")
    }

    @Test func keepsTheCaretInPlaceBehindTabsAndControlCharacters() {
        #expect(shown("\ta: \tb", column: 6) == (" a:  b", 5))
        #expect(shown("a\u{1B}[31mb: \u{7F}c", column: 10) == ("a␛[31mb: ␡c", 9))
        #expect(shown("a\u{202E}\u{200B}\u{85}b", column: 5) == ("a���b", 4))
    }

    @Test func keepsTheCaretInPlaceBehindWideAndCombiningCharacters() {
        #expect(shown("名前: x", column: 5) == ("名前: x", 6))
        #expect(shown("e\u{301}: x", column: 5) == ("e\u{301}: x", 3))
    }

    @Test(arguments: [1, 50, 74, 75, 76, 500, 950, 1000, 1001, 5000])
    func cutsLongLinesAroundTheCaret(column: Int) {
        let digits = (0..<1000).map { String($0 % 10) }.joined()
        let (line, caret) = shown(digits, column: column)
        #expect(line.count <= 102)
        #expect(caret <= line.count)
        if column <= 1000 {
            let at = line[line.index(line.startIndex, offsetBy: caret)]
            #expect(String(at) == String((column - 1) % 10))
        }
    }

    @Test func keepsMessagesOnOneLine() {
        let text = DiagnosticText.render(diagnostic(nil, column: 1, message: "a\nb\u{1B}c", hint: "d\re"))
        #expect(text == "weir.yaml:7:1: error: a␊b␛c\n  hint: d␍e\n")
    }

    @Test func shortensWhatIsQuoted() {
        #expect(VisibleText.quoted("a\tb") == "`a b`")
        #expect(VisibleText.quoted(String(repeating: "x", count: 60)).count == 62)
        #expect(VisibleText.quoted(String(repeating: "x", count: 61)) == "`" + String(repeating: "x", count: 60) + "…`")
    }

    @Test func writesJSONThatOthersRead() throws {
        let nasty = "a\"\\\n\r\t\u{1}\u{7F}\u{2028}é名"
        let diagnostics = [
            diagnostic("key: value", column: 6, message: nasty, hint: nasty), diagnostic(nil, column: 1),
        ]
        let bytes = DiagnosticJSON.render(diagnostics)
        let decoded = try JSONDecoder().decode([Decoded].self, from: Data(bytes))
        #expect(
            decoded == [
                Decoded(
                    severity: "error", message: nasty, file: "weir.yaml", line: 7, column: 6, source: "key: value",
                    caret: 6,
                    hint: nasty),
                Decoded(severity: "error", message: "wrong", file: "weir.yaml", line: 7, column: 1),
            ])
        #expect(String(decoding: DiagnosticJSON.render([]), as: UTF8.self) == "[]\n")
    }

    private struct Decoded: Decodable, Equatable {
        var severity: String
        var message: String
        var file: String
        var line: Int
        var column: Int
        var source: String?
        var caret: Int?
        var hint: String?
    }
}
