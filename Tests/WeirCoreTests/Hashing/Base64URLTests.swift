import Testing

@testable import WeirCore

@Suite struct Base64URLTests {
    /// RFC 4648 §10 without padding, and the two characters that differ from base64.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"), ("~?>~?>", "fj8-fj8-"), ("???", "Pz8_"),
    ])
    func theVectors(plain: String, encoded: String) {
        #expect(Self.encode(Array(plain.utf8)) == encoded)
        #expect(Self.decode(encoded) == Array(plain.utf8))
        #expect(Base64URL.encodedCount(plain.utf8.count) == encoded.utf8.count)
    }

    @Test func whatIsEncodedComesBack() {
        var random = RandomSource(seed: 31)
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(Self.decode(Self.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: ["Z", "Zm9vY", "Zh", "Zm9", "Zm8=", "Zg==", "Zm+v", "Zm/v", "Zm v", "Zm9v\n", "Zmé"])
    func whatIsNotCanonicalIsRefused(text: String) {
        #expect(Self.decode(text) == nil)
    }

    @Test func onlyTheAlphabetDecodes() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for byte in UInt8.min...UInt8.max {
            let decoded = Self.decode([byte, 0x41, 0x41, 0x41])
            #expect((decoded != nil) == alphabet.contains(byte))
        }
    }

    @Test func withoutRoomThereIsNoResult() {
        #expect(Self.decode(Array("Zm9v".utf8), room: 2) == nil)
        #expect(Self.decode(Array("Zm9v".utf8), room: 3) == Array("foo".utf8))
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        Base64URL.encode(bytes.span, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    private static func decode(_ text: [UInt8], room: Int = 200) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: room)
        var span = bytes.mutableSpan
        guard let count = Base64URL.decode(text.span, into: &span) else { return nil }
        return Array(bytes[..<count])
    }
}
