import Testing
import WeirCore

@Suite struct CookieScannerTests {
    private func pairs(_ fields: [String]) -> [String] {
        let head = RequestHead.testing(fields: fields.map { ("Cookie", $0) })
        var scanner = CookieScanner()
        var found: [String] = []
        while let cookie = scanner.next(in: head.block) {
            found.append(head.block.string(cookie.name) + "→" + head.block.string(cookie.value))
        }
        return found
    }

    @Test(arguments: [
        ("a=1", ["a→1"]),
        ("a=1; b=2", ["a→1", "b→2"]),
        ("a=1;b=2;", ["a→1", "b→2"]),
        ("  a = 1 ;\tb=2 ", ["a→1", "b→2"]),
        ("a=\"x y\"; b==2=", ["a→\"x y\"", "b→=2="]),
        ("a=; novalue; =noname; ;;b=2", ["a→", "b→2"]),
        ("", []),
        (";=;", []),
    ])
    func splits(_ field: String, _ expected: [String]) {
        #expect(pairs([field]) == expected)
    }

    @Test func goesOnThroughAllFields() {
        #expect(pairs(["a=1", "", "b=2; c=3"]) == ["a→1", "b→2", "c→3"])
    }

    @Test func findsTheFirstByExactName() {
        let head = RequestHead.testing(fields: [("X", "a=0"), ("cookie", "A=1; aa=2"), ("Cookie", "a=3; a=4")])
        #expect(CookieScanner.value(of: Array("a".utf8), in: head.block).map(head.block.string) == "3")
        #expect(CookieScanner.value(of: Array("b".utf8), in: head.block) == nil)
    }
}
