import Testing

@testable import WeirTLS

@Suite("RandomBytes and OpenSSLVersion")
struct RandomBytesTests {
    @Test("as many as asked for, never the same")
    func bytes() throws {
        #expect(try RandomBytes.make(count: 0).isEmpty)
        #expect(try RandomBytes.make(count: 32).count == 32)
        #expect(try RandomBytes.make(count: 32) != RandomBytes.make(count: 32))
        #expect(throws: TLSFailure.self) { try RandomBytes.make(count: -1) }
        #expect(RandomBytes.seed() != RandomBytes.seed())
    }

    @Test("the library's version")
    func version() {
        #expect(OpenSSLVersion.text.hasPrefix("OpenSSL 3."))
    }
}
