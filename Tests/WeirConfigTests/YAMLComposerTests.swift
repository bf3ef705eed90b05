import Testing

@testable import WeirConfig

@Suite struct YAMLComposerTests {
    private func compose(_ text: String) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
        let findings = Findings(source: SourceText(file: "test.yaml", bytes: Array(text.utf8)))
        let node = YAMLComposer.compose(findings)
        return (node, findings.diagnostics)
    }

    /// The node in a plain notation, with marks.
    private func describe(_ node: YAMLNode?) -> String {
        guard let node else { return "nothing" }
        let mark = "@\(node.mark.line):\(node.mark.column)"
        switch node.content {
        case .scalar(let scalar): return "\(scalar.text)\(mark)"
        case .sequence(let items): return "[\(items.map(describe).joined(separator: " "))]\(mark)"
        case .mapping(let entries):
            return "{\(entries.map { "\($0.key)=\(describe($0.value))" }.joined(separator: " "))}\(mark)"
        }
    }

    @Test(arguments: [
        ("a: b", "{a=b@1:4}@1:1"), ("a: [b, 'c']\n", "{a=[b@1:5 c@1:8]@1:4}@1:1"), ("é: 'ü' # x", "{é=ü@1:4}@1:1"),
        ("- a\n- b: c\n  d: e\n", "[a@1:3 {b=c@2:6 d=e@3:6}@2:3]@1:1"), ("a: |\n  x\n  y\n", "{a=x\ny\n@1:4}@1:1"),
        ("a: >-\n  x\n  y\n", "{a=x y@1:4}@1:1"), ("a: \"x\\ty\\u00e9\"", "{a=x\tyé@1:4}@1:1"),
        ("---\na: b\n...\n", "{a=b@2:4}@2:1"), ("", "nothing"), ("# only this\n", "nothing"),
        ("a: &x [1, 2]\nb: *x\n", "{a=[1@1:8 2@1:11]@1:4 b=[1@1:8 2@1:11]@1:4}@1:1"),
        ("a: &x 1\nb: &x 2\nc: *x\n", "{a=1@1:4 b=2@2:4 c=2@2:4}@1:1"), ("a: !!str 5", "{a=5@1:4}@1:1"),
    ])
    func composesNodesWithMarks(text: String, expected: String) {
        let (node, diagnostics) = compose(text)
        #expect(describe(node) == expected)
        #expect(diagnostics.isEmpty)
    }

    @Test(arguments: ["a:", "a: ~", "a: null", "a: NULL"])
    func knowsMissingValues(text: String) throws {
        guard case .mapping(let entries) = compose(text).node?.content,
            case .scalar(let scalar) = entries[0].value.content
        else {
            Issue.record("no scalar")
            return
        }
        #expect(scalar.isNull)
    }

    @Test(arguments: ["a: ''", "a: \"null\"", "a: nil", "a: |\n"])
    func tellsEmptyTextsFromMissingValues(text: String) {
        guard case .mapping(let entries) = compose(text).node?.content,
            case .scalar(let scalar) = entries[0].value.content
        else {
            Issue.record("no scalar")
            return
        }
        #expect(!scalar.isNull)
    }

    @Test func reportsEachDuplicateKeyAndKeepsTheFirst() {
        let (node, diagnostics) = compose("a: 1\nb: { c: 1, c: 2, \"c\": 3 }\na: 2\n")
        #expect(describe(node) == "{a=1@1:4 b={c=1@2:9}@2:4}@1:1")
        #expect(
            Loading.lines(diagnostics) == [
                "error 2:12 duplicate key `c`", "error 2:18 duplicate key `c`", "error 3:1 duplicate key `a`",
            ])
        #expect(
            diagnostics.map(\.hint) == [
                "it already stands in line 2", "it already stands in line 2", "it already stands in line 1",
            ])
    }

    @Test func refusesTagsOfItsOwnKind() {
        let (_, diagnostics) = compose("a: !secret x\nb: !!int 5\n")
        #expect(Loading.lines(diagnostics) == ["error 1:4 the tag `!secret` has no meaning here"])
    }

    @Test(
        arguments: [
            ("a:\n\tb: 1\n", "indent with spaces; YAML allows no tabs there"),
            ("a: b: c\n", "put a value that contains `: ` in quotes, or check the indentation"),
            ("a: *.example.com\n", "a value that begins with `*` needs quotes"),
            ("a: @home\n", "put a value that begins with this character in quotes"),
            ("a: \"\\d\"\n", "in double quotes a backslash is written twice; or use single quotes"),
            ("a: [b\nc: d\n", "check the indentation, the brackets and the quotes"),
            ("a\nb\n: c\n", nil),
        ] as [(String, String?)])
    func hintsAtWhatLiesBehindSyntaxErrors(text: String, hint: String?) {
        let (node, diagnostics) = compose(text)
        #expect(node == nil)
        #expect(diagnostics.count == 1)
        if let hint { #expect(diagnostics.first?.hint == hint) }
    }

    @Test func countsLinesAsTheScannerDoes() {
        let source = SourceText(file: "x", bytes: Array("a\r\nb\rc\u{85}d\u{2028}e\nf".utf8))
        #expect((1...7).map { source.line($0) } == ["a", "b", "c", "d", "e", "f", nil])
        #expect(source.line(0) == nil)
        #expect(source.mark(atByte: 0) == SourceMark(line: 1, column: 1))
        #expect(source.mark(atByte: 3) == SourceMark(line: 2, column: 1))
        #expect(source.mark(atByte: 1000) == SourceMark(line: 6, column: 2))
        #expect(compose("a: 1\r\nb: 2\rc: 3\n").node.map(describe) == "{a=1@1:4 b=2@2:4 c=3@3:4}@1:1")
    }
}
