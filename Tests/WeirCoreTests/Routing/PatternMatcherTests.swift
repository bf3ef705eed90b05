import Testing
import WeirModel

@testable import WeirCore

@Suite struct PatternMatcherTests {
    @Test(arguments: [
        ("", "", true), ("", "x", true), ("abc", "xxabcxx", true), ("abc", "xxabxc", false),
        ("^/v[0-9]+/", "/v12/x", true), ("^/v[0-9]+/", "/x/v12/", false), ("\\.php$", "/a.php", true),
        ("\\.php$", "/a.php/", false), ("^$", "", true), ("^$", "a", false), ("$^", "", true), ("$^", "a", false),
        ("a.c", "a\nc", false), ("a.c", "abc", true), ("[^/]x", "\nx", true), ("é+z", "éééz", true),
        ("^é{2}$", "éé", true), ("(?i)abC", "xABc", true), ("(?i)[a-c]$", "B", true), ("(?i)[^a]", "A", false),
        ("a{2,3}", "a", false), ("^a{2,3}$", "aaa", true), ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaaa", true),
        ("^(?:ab|cd)*?$", "abcdab", true), ("\\d\\D\\w\\W\\s\\S", "1a_- x", true), ("\\x41\\x2e", "A.", true),
        ("a$b", "ab", false), ("(^|/)x", "x", true), ("(^|/)x", "a/x", true), ("(^|/)x", "ax", false),
        ("(a|b$)", "xb", true), ("a{0}b", "b", true), ("x{,3}", "x{,3}", true), ("(|a)+$", "b", true),
    ])
    func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
        let pattern = try Pattern(pattern)
        #expect(PatternMatcher(pattern).matches(text) == expected)
        #expect(PatternMatcher(pattern, cellLimit: 0).matches(text) == expected)
    }

    @Test func bothFormsAgreeWithBacktracking() throws {
        var random = RandomSource(seed: 7)
        var matched = 0
        var programs = 0
        for _ in 0..<1500 {
            let pattern = try Pattern(Self.randomPattern(depth: 3, using: &random))
            let table = PatternMatcher(pattern)
            let program = PatternMatcher(pattern, cellLimit: 0)
            #expect(table.isTable)
            programs += program.isTable ? 0 : 1
            for _ in 0..<8 {
                let text = (0..<random.index(below: 8)).map { _ in UInt8(97 + random.index(below: 3)) }
                let expected = Backtracking(text).search(pattern.expression)
                matched += expected ? 1 : 0
                #expect(table.matches(bytes: text) == expected, "\(pattern.text) on \(text)")
                #expect(program.matches(bytes: text) == expected, "\(pattern.text) on \(text)")
            }
        }
        #expect((1500...11_000).contains(matched) && programs > 900)
    }

    @Test(arguments: ["(a*)*b", "(a|a)*c", "(a?){30}a{30}b", "^(a+)+$", "(.*)(.*)(.*)(.*)x"])
    func pathologicalPatternsTakeLinearTime(_ text: String) throws {
        // A backtracker would not end within the age of the universe, so ending at all is the proof.
        var long = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
        long.append(UInt8(ascii: "!"))
        #expect(try !PatternMatcher(Pattern(text)).matches(bytes: long))
        #expect(try !PatternMatcher(Pattern(text), cellLimit: 0).matches(bytes: long.suffix(2_000)))
    }

    @Test func aPatternWithTooManyStatesStillMatches() throws {
        let pattern = try Pattern("a[ab]{20}c")
        let matcher = PatternMatcher(pattern)
        #expect(!matcher.isTable)
        #expect(matcher.matches("bba" + String(repeating: "ab", count: 10) + "c"))
        #expect(!matcher.matches("bba" + String(repeating: "ab", count: 9) + "c"))
    }

    private static func randomPattern(depth: Int, using random: inout RandomSource) -> String {
        let choice = depth == 0 ? Int.random(in: 0...3, using: &random) : Int.random(in: 0...10, using: &random)
        func sub() -> String { randomPattern(depth: depth - 1, using: &random) }
        switch choice {
        case 0, 1, 2: return ["a", "b", "c", ".", "[ab]", "[^a]", "\\x61"][Int.random(in: 0...6, using: &random)]
        case 3: return ["(^)", "($)", "()", "a"][Int.random(in: 0...3, using: &random)]
        case 4, 5, 6: return sub() + sub()
        case 7: return "(" + sub() + "|" + sub() + ")"
        case 8: return "(x?" + sub() + ")*"
        case 9: return "(?:" + sub() + "a?)" + ["+", "?", "*?"][Int.random(in: 0...2, using: &random)]
        default: return "(" + sub() + "b?){" + ["0,1", "1,2", "2", "1,"][Int.random(in: 0...3, using: &random)] + "}"
        }
    }
}

extension PatternMatcher {
    fileprivate func matches(_ text: String) -> Bool {
        matches(bytes: Array(text.utf8))
    }

    fileprivate func matches(bytes: [UInt8]) -> Bool {
        matches(bytes.span)
    }
}

/// The plainest matcher there is: the set of positions where an expression can end, tried from every start.
private struct Backtracking {
    let text: [UInt8]

    init(_ text: [UInt8]) {
        self.text = text
    }

    func search(_ expression: PatternExpression) -> Bool {
        (0...text.count).contains { !ends(of: expression, from: $0).isEmpty }
    }

    private func ends(of expression: PatternExpression, from position: Int) -> Set<Int> {
        switch expression {
        case .empty: return [position]
        case .byte(let set): return position < text.count && set.contains(text[position]) ? [position + 1] : []
        case .sequence(let parts):
            return parts.reduce([position]) { starts, part in
                Set(starts.flatMap { ends(of: part, from: $0) })
            }
        case .choice(let choices): return Set(choices.flatMap { ends(of: $0, from: position) })
        case .repeated(let body, let atLeast, let atMost):
            return repeats(of: body, from: position, atLeast, atMost ?? atLeast + text.count + 1)
        case .start: return position == 0 ? [position] : []
        case .end: return position == text.count ? [position] : []
        }
    }

    private func repeats(of body: PatternExpression, from position: Int, _ atLeast: Int, _ atMost: Int) -> Set<Int> {
        var current: Set<Int> = [position]
        var all: Set<Int> = atLeast == 0 ? current : []
        for count in stride(from: 1, through: atMost, by: 1) {
            current = Set(current.flatMap { ends(of: body, from: $0) })
            if count >= atLeast { all.formUnion(current) }
        }
        return all
    }
}
