import Testing
import WeirModel

@Suite struct PatternTests {
    @Test(arguments: [
        "", "abc", "^/v[0-9]+/", "a|b|", "(a|b)*c", "(?:ab)+?", "[]a]", "[^]a]", "[a-]", "[-a]", "\\x41\\.", "x{2,3}",
        "x{,3}", "{", "a{", "a{1", "a{b}", "é+", "(?i)straße", "[\\d_]", "\\A\\z", "()", "((a*)*)*", "\\/", "\\_",
    ])
    func accepts(_ text: String) throws {
        #expect(try Pattern(text).text == text)
    }

    @Test(arguments: [
        ("(a", "missing `)` for this `(`", 0),
        ("ab(c(d)", "missing `)` for this `(`", 2),
        ("a)b", "unbalanced `)`", 1),
        ("*a", "nothing to repeat", 0),
        ("a|+b", "nothing to repeat", 2),
        ("a**", "nothing to repeat", 2),
        ("a{2}{3}", "nothing to repeat", 4),
        ("{2}", "nothing to repeat", 0),
        ("^*", "nothing to repeat", 1),
        ("(a)\\1", "back-references are not supported", 3),
        ("a(?=b)", "look-around is not supported", 1),
        ("(?<!b)a", "look-around is not supported", 0),
        ("é(?!b)", "look-around is not supported", 2),
        ("a(?i)b", "`(?i)` is allowed only at the start", 1),
        ("(?P<n>a)", "only `(?:…)` groups, and `(?i)` at the start, are supported", 0),
        ("\\bword", "word boundaries are not supported", 0),
        ("a\\", "nothing follows the `\\`", 1),
        ("\\q", "unknown escape", 0),
        ("\\x4", "`\\x` needs two hexadecimal digits", 0),
        ("\\xzz", "`\\x` needs two hexadecimal digits", 0),
        ("a[bc", "missing `]` for this `[`", 1),
        ("[]", "missing `]` for this `[`", 0),
        ("[z-a]", "bad class: the range is out of order", 1),
        ("[a-\\d]", "bad class: a range needs single characters", 1),
        ("[é]", "bad class: only ASCII; write other characters as (?:…|…)", 1),
        ("[[:alpha:]]", "bad class: names like [:alpha:] are not supported", 1),
        ("a{3,2}", "the counts of a repetition are out of order", 1),
        ("a{1001}", "a repetition may count to 1000 at most", 1),
        ("a{99999999999999999999}", "a repetition may count to 1000 at most", 1),
        ("x(a{500}){3}", "the pattern is too large: more than 1000 parts when written out", 1),
        ("((){1000}){1000}", "the pattern is too large: more than 1000 parts when written out", 1),
    ])
    func refuses(_ text: String, _ message: String, _ offset: Int) {
        #expect(throws: PatternError(message: message, offset: offset)) { try Pattern(text) }
    }

    @Test func boundsTheDepthOfGroups() throws {
        let fine = String(repeating: "(", count: 50) + "a" + String(repeating: ")", count: 50)
        _ = try Pattern(fine)
        #expect(throws: PatternError(message: "groups are nested too deep", offset: 50)) {
            try Pattern("(" + fine + ")")
        }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 1_000_000)) }
    }

    @Test func boundsTheLength() {
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 1001)) }
    }

    @Test func neverTrapsOnAnyText() {
        let alphabet = Array("ab()[]{}|*+?^$.\\-,0129xdi:=é")
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3000 {
            let text = String((0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement() ?? "a" })
            do {
                _ = try Pattern(text)
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text): \(error)")
            }
        }
    }
}
