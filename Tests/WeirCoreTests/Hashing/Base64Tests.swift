import Testing
import WeirCore

@Suite struct Base64Tests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func theStandardsExamples(bytes: String, text: String) {
        #expect(String(decoding: Base64.encode(Array(bytes.utf8)), as: UTF8.self) == text)
    }

    @Test func theLastTwoCharactersOfTheAlphabet() {
        #expect(Base64.encode([0xfb, 0xef, 0xbe]) == Array("++++".utf8))
        #expect(Base64.encode([0xff, 0xff, 0xff]) == Array("////".utf8))
    }
}
