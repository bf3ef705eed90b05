import Testing
import WeirModel

@testable import WeirConfig

/// Each kind of scalar: what is taken, what is refused, and where the mistake is.
@Suite struct ScalarSyntaxTests {
    @Test(
        arguments: [
            ("250ms", 250), ("10s", 10_000), ("5m", 300_000), ("1h", 3_600_000), ("7d", 604_800_000), ("0s", 0),
            ("007s", 7000),
        ] as [(String, Int)])
    func readsDurations(text: String, milliseconds: Int) throws {
        #expect(try DurationSyntax.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "10", "s", "1.5s", "-1s", "10 s", "10S", "1h30m", "10sec", "1µs", "99999999999999999999s",
        "9223372036854775807d",
        "١s",
    ])
    func refusesOtherDurations(text: String) {
        #expect(throws: ScalarProblem.self) { try DurationSyntax.parse(text) }
    }

    @Test(arguments: ["0s", "1ms", "1500ms", "10s", "90s", "2m", "1h", "36h", "7d"])
    func writesDurationsInTheLargestWholeUnit(text: String) throws {
        #expect(DurationSyntax.text(try DurationSyntax.parse(text)) == text)
    }

    @Test(
        arguments: [
            ("0", 0), ("512", 512), ("16KiB", 16384), ("8MiB", 8 << 20), ("1GiB", 1 << 30), ("2TiB", 2 << 40),
        ] as [(String, Int)])
    func readsAndWritesSizes(text: String, bytes: Int) throws {
        #expect(try SizeSyntax.parse(text) == bytes)
        #expect(SizeSyntax.text(bytes) == text)
    }

    @Test(
        arguments: [
            ("", nil), ("KiB", nil), ("16KB", "did you mean KiB?"), ("16k", "did you mean KiB?"),
            ("1 mib", "did you mean MiB?"),
            ("1.5MiB", "units are KiB, MiB, GiB and TiB"), ("-1", nil), ("99999999999999999999", nil),
            ("9999999999999TiB", nil), ("5x", "units are KiB, MiB, GiB and TiB"),
        ] as [(String, String?)])
    func refusesOtherSizes(text: String, hint: String?) {
        let problem = #expect(throws: ScalarProblem.self) { try SizeSyntax.parse(text) }
        if let hint { #expect(problem?.hint == hint) }
    }

    @Test(arguments: [
        ("true", true), ("on", true), ("yes", true), ("TRUE", true), ("On", true), ("false", false), ("off", false),
        ("no", false), ("OFF", false),
    ])
    func readsTheBooleanWordsOfYAML(text: String, value: Bool) throws {
        #expect(try NumberSyntax.boolean(text) == value)
    }

    @Test(arguments: ["", "1", "0", "y", "enabled", "truee"])
    func refusesOtherBooleans(text: String) {
        #expect(throws: ScalarProblem.self) { try NumberSyntax.boolean(text) }
    }

    @Test(arguments: [
        "", "-", "+1", "1_000", "0x10", "01", "1e3", "1.0", " 1", "--1", "101", "-11", "99999999999999999999",
    ])
    func refusesOtherNumbers(text: String) {
        #expect(throws: ScalarProblem.self) { try NumberSyntax.integer(text, in: -10...100) }
    }

    @Test(arguments: [("0", 0), ("-10", -10), ("100", 100), ("-0", 0)])
    func readsNumbersInRange(text: String, value: Int) throws {
        #expect(try NumberSyntax.integer(text, in: -10...100) == value)
    }

    @Test func readsStatusRanges() throws {
        #expect(try NumberSyntax.statusRange("200") == 200...200)
        #expect(try NumberSyntax.statusRange("200-399") == 200...399)
        for text in ["", "-", "20", "2000", "200-", "-200", "399-200", "099", "600", "200-399-400", "20x", "200–399"] {
            #expect(throws: ScalarProblem.self) { try NumberSyntax.statusRange(text) }
        }
    }

    @Test(arguments: [
        ("Example.COM", HostPattern.exact("example.com")), ("*.Example.com", .wildcard("example.com")),
        ("localhost", .exact("localhost")), ("10.0.0.1", .exact("10.0.0.1")),
        ("[2001:DB8::1]", .exact("[2001:db8::1]")),
        ("xn--mnchen-3ya.example", .exact("xn--mnchen-3ya.example")),
        ("_dmarc.example.com", .exact("_dmarc.example.com")),
    ])
    func readsHosts(text: String, host: HostPattern) throws {
        #expect(try HostSyntax.pattern(text) == host)
    }

    @Test(
        arguments: [
            ("", nil), ("*", nil), ("*.", nil), ("a*.example.com", 1), ("*.*.example.com", 2), ("example.com.", 12),
            (".example.com", 0), ("a..b", 2), ("-a.b", 0), ("a-.b", 0), ("münchen.example", 1), ("a b", 1), ("a:80", 1),
            ("[::1]:80", 0), ("a/b", 1), ("a\u{0}b", 1),
        ] as [(String, Int?)])
    func refusesOtherHostsAndSaysWhere(text: String, offset: Int?) {
        let problem = #expect(throws: ScalarProblem.self) { try HostSyntax.pattern(text) }
        #expect(problem?.offset == offset)
    }

    @Test func refusesLongHosts() throws {
        let label = String(repeating: "a", count: 63)
        #expect(try HostSyntax.name(label) == label)
        #expect(throws: ScalarProblem.self) { try HostSyntax.name(label + "a") }
        let long = Array(repeating: label, count: 4).joined(separator: ".")
        #expect(throws: ScalarProblem.self) { try HostSyntax.name(long) }
    }

    @Test(arguments: ["/", "/cart", "/a%20b/c;d=e", "/a.b/..c/", "/~user/*"])
    func takesPaths(text: String) throws {
        #expect(try TargetSyntax.path(text) == text)
    }

    @Test(
        arguments: [
            ("", nil), ("cart", nil), ("/a b", 2), ("/a?b", 2), ("/a#b", 2), ("/ä", 1), ("/a/../b", 3), ("/.", 1),
            ("/a/.", 3), ("/\u{7f}", 1),
        ] as [(String, Int?)])
    func refusesOtherPaths(text: String, offset: Int?) {
        let problem = #expect(throws: ScalarProblem.self) { try TargetSyntax.path(text) }
        #expect(problem?.offset == offset)
    }

    @Test(arguments: ["/", "/new", "https://example.com", "HTTP://example.com/a?b#c", "https://[::1]:8443/"])
    func takesRedirectTargets(text: String) throws {
        #expect(try TargetSyntax.redirect(text) == text)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "https://", "https:///path", "/a b", "/a\r\nSet-Cookie: x", "/ä",
    ])
    func refusesOtherRedirectTargets(text: String) {
        #expect(throws: ScalarProblem.self) { try TargetSyntax.redirect(text) }
    }

    @Test func takesTokensOnly() throws {
        #expect(try FieldSyntax.headerName("X-Beta") == "x-beta")
        #expect(try FieldSyntax.token("SERVERID") == "SERVERID")
        for byte in UInt8.min...UInt8.max {
            let isToken = byte.isASCIIToken
            let text = String(UnicodeScalar(byte))
            #expect((try? FieldSyntax.token(text)) == (isToken ? text : nil))
        }
    }

    @Test(arguments: ["", " a", "a ", "a\u{0}", "a\nb", "a\u{202E}b", String(repeating: "a", count: 129)])
    func refusesNamesThatCannotBeSeenOrEnd(text: String) {
        #expect(throws: ScalarProblem.self) { try FieldSyntax.name(text) }
    }

    @Test(arguments: ["a b", "a;b", "a,b", "a\"b", "a\\b", "ä", "", "a\r"])
    func refusesWhatCannotStandInACookie(text: String) {
        #expect(throws: ScalarProblem.self) { try FieldSyntax.cookieValue(text) }
    }
}

extension UInt8 {
    /// RFC 9110 §5.6.2, written out anew for the test.
    fileprivate var isASCIIToken: Bool {
        let others = Set("()<>@,;:\\\"/[]?={} \t".utf8)
        return self > 0x20 && self < 0x7F && !others.contains(self)
    }
}
