import Testing

@testable import WeirTLS

@Suite("ClientHelloName")
struct ClientHelloNameTests {
    private func parse(_ bytes: [UInt8]) -> ClientHelloName {
        bytes.withUnsafeBytes { ClientHelloName(extensionBytes: $0) }
    }

    private func encode(_ name: String) -> [UInt8] {
        let count = name.utf8.count
        return [UInt8((count + 3) >> 8), UInt8((count + 3) & 0xff), 0, UInt8(count >> 8), UInt8(count & 0xff)]
            + name.utf8
    }

    @Test("names are lowered")
    func names() {
        #expect(parse(encode("WWW.Example.com")) == .name("www.example.com"))
        #expect(parse(encode("a_b-1.test")) == .name("a_b-1.test"))
    }

    @Test(
        "what is no name is unusable", arguments: ["", "a b", "a\0b", "::1", "é", String(repeating: "a", count: 256)])
    func unusable(name: String) {
        #expect(parse(encode(name)) == .unusable)
    }

    @Test("every damaged length is unusable")
    func lengths() {
        let whole = encode("www.example.com")
        for count in whole.indices { #expect(parse(Array(whole[..<count])) == .unusable) }
        for index in [0, 1, 2, 3, 4] {
            var bytes = whole
            bytes[index] ^= 0x11
            #expect(parse(bytes) == .unusable)
        }
    }
}
