import Testing

@Suite struct SwiftTextTests {
    private func code(_ text: String) -> String {
        String(decoding: SwiftText.code(of: Array(text.utf8)), as: UTF8.self)
    }

    private func spaces(_ count: Int) -> String {
        String(repeating: " ", count: count)
    }

    @Test func blanksCommentsAndKeepsLines() {
        #expect(code("a // try! b\nc /* x /* y */ { */ d") == "a " + spaces(9) + "\nc " + spaces(17) + " d")
        #expect(code("/// TODO\nlet a = 1") == "        \nlet a = 1")
    }

    @Test(arguments: [
        #"f("a { b")"#, ##"f(#"a " { \("#)"##, #"f("\\")"#, #"f("\"{")"#, #"f("x\(g("}", (1)))y")"#,
        "f(\"\"\"\n {\" \n  \"\"\")", ##"f(#"\#(g("{"))"#)"##,
    ])
    func blanksLiteralsOfEveryKind(_ text: String) {
        let code = code(text)
        #expect(code.utf8.count == text.utf8.count)
        #expect(code.filter { $0 != " " && $0 != "\n" } == "f()")
    }

    @Test func bytesOutsideASCIIKeepTheirPlaces() {
        #expect(code("let é = 1 // ü\nx") == "let é = 1      \nx")
    }

    @Test func anUnendedLiteralEndsWithItsLine() {
        #expect(code("\"abc\nlet x = 1") == "    \nlet x = 1")
    }
}
