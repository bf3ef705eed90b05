import Testing
import WeirModel

@testable import WeirCore

@Suite struct PlainCookieTests {
    @Test(arguments: [
        ("web-1", "web-1"), ("a b", "a%20b"), ("a;b,c\"d\\e", "a%3Bb%2Cc%22d%5Ce"), ("50%", "50%25"),
        ("größe", "gr%C3%B6%C3%9Fe"), ("[::1]:80", "[::1]:80"), ("\u{1}\u{7f}", "%01%7F"), ("%41", "%2541"),
    ])
    func theIdIsWrittenInCookieOctets(id: String, value: String) {
        #expect(Self.written(id) == value)
        #expect(Self.matches(value, id))
    }

    @Test func whatWasWrittenMatchesItsIdAndNoOther() {
        let ids = ["a", "ab", "a%62", "%", "%%", "% ", "%4", "%41", "A", "ä", ""]
        for id in ids {
            for other in ids { #expect(Self.matches(Self.written(id), other) == (id == other)) }
        }
    }

    @Test func aPersonMayWriteTheIdAsItIs() {
        #expect(Self.matches("a b", "a b"))
        #expect(Self.matches("50%", "50%"))
        #expect(Self.matches("%77eb%2d1", "web-1"))
        #expect(!Self.matches("WEB-1", "web-1"))
        #expect(!Self.matches("web-1 ", "web-1"))
        #expect(!Self.matches("web-", "web-1"))
        #expect(!Self.matches("web%2", "web-"))
    }

    private static func written(_ id: String) -> String {
        var bytes: [UInt8] = []
        PlainCookie.write(id: id, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func matches(_ value: String, _ id: String) -> Bool {
        PlainCookie.matches(Array(value.utf8).span, id: id)
    }
}
