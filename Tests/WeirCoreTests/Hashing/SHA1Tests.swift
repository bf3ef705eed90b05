import Testing

@testable import WeirCore

@Suite struct SHA1Tests {
    /// FIPS 180-4's examples.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
    ])
    func theStandardsExamples(message: String, digest: String) {
        #expect(Self.digest(Array(message.utf8)) == digest)
    }

    /// Byte i is i mod 251; lengths where padding takes another block.
    @Test(arguments: [
        (55, "8ae2d46729cfe68ff927af5eec9c7d1b66d65ac2"), (56, "636e2ec698dac903498e648bd2f3af641d3c88cb"),
        (63, "6d942da0c4392b123528f2905c713a3ce28364bd"), (64, "c6138d514ffa2135bfce0ed0b8fac65669917ec7"),
        (65, "69bd728ad6e13cd76ff19751fde427b00e395746"), (1000, "c9c960a0b925474fab83942cc27d504fc24ac37b"),
    ])
    func paddingAtTheEdgesOfBlocks(count: Int, digest: String) {
        #expect(Self.digest((0..<count).map { UInt8($0 % 251) }) == digest)
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        SHA1.digest(of: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
