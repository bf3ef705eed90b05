import NIOCore
import Testing
import WeirHTTP
import WeirModel

private typealias Samples = ProxyHeaderSamples

@Suite struct ProxyHeaderParserTests {
    private static let goodLines: [(String, ProxyHeader)] = [
        ("PROXY TCP4 192.0.2.7 198.51.100.9 50000 443", Samples.clientV4),
        ("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535", Samples.header("0.0.0.0", 0, "255.255.255.255", 65535)),
        ("PROXY TCP6 2001:db8::7 2001:db8::9 50000 443", Samples.clientV6),
        ("PROXY TCP6 ::1 ::ffff:10.0.0.1 1 2", Samples.header("::1", 1, "10.0.0.1", 2)),
        ("PROXY UNKNOWN", .unknown),
        ("PROXY UNKNOWN ", .unknown),
        ("PROXY UNKNOWN \u{1}\rwhatever 1 2 3", .unknown),
        (
            "PROXY UNKNOWN ffff:f:f:f:f:f:f:ffff ffff:f:f:f:f:f:f:ffff 65535 65535"
                + String(repeating: " ", count: 36), .unknown
        ),
    ]

    @Test(arguments: goodLines) func readsALine(text: String, header: ProxyHeader) {
        let bytes = Array("\(text)\r\n".utf8)
        #expect(Samples.parse(bytes) == .header(header, length: bytes.count))
        #expect(Samples.parse(bytes + Array("GET / HTTP/1.1\r\n".utf8)) == .header(header, length: bytes.count))
        for end in 0..<bytes.count { #expect(Samples.parse(Array(bytes[..<end])) == .needMore, "\(end) bytes") }
    }

    private static let badLines = [
        "PROXY \r\n", "PROXY TCP4\r\n", "PROXY tcp4 192.0.2.7 198.51.100.9 1 2\r\n",
        "PROXY UNKNOWN\n", "PROXY UNKNOWNS\r\n", "PROXY  UNKNOWN\r\n", "PROXY UDP4 192.0.2.7 198.51.100.9 1 2\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 1\r\n", "PROXY TCP4 192.0.2.7 198.51.100.9 1 2 3\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 1 2 \r\n", "PROXY TCP4  192.0.2.7 198.51.100.9 1 2\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 1 65536\r\n", "PROXY TCP4 192.0.2.7 198.51.100.9 1 99999999999999999999\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 01 2\r\n", "PROXY TCP4 192.0.2.7 198.51.100.9 -1 2\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.9 1 2\n", "PROXY TCP4 192.0.2.7 198.51.100.9 1 2\r\r\n",
        "PROXY TCP4 192.0.2.07 198.51.100.9 1 2\r\n", "PROXY TCP4 192.0.2 198.51.100.9 1 2\r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.9 1 2\r\n", "PROXY TCP4 2001:db8::7 2001:db8::9 1 2\r\n",
        "PROXY TCP4 ::ffff:192.0.2.7 ::ffff:192.0.2.8 1 2\r\n", "PROXY TCP6 192.0.2.7 198.51.100.9 1 2\r\n",
        "PROXY TCP6 2001:db8::7 198.51.100.9 1 2\r\n", "PROXY TCP6 2001:db8::7::1 ::1 1 2\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "PROXY TCP6 [::1] ::1 1 2\r\n",
        "PROXY TCP4 192.0.2.7\t198.51.100.9 1 2\r\n", "PROXY UNKNOWN" + String(repeating: " ", count: 94),
        "PROXY UNKNOWN" + String(repeating: " ", count: 93) + "\r\n",
    ]

    @Test(arguments: badLines) func refusesALine(text: String) {
        #expect(Samples.parse(Array(text.utf8)) == .malformed)
    }

    private static let goodBinary: [([UInt8], ProxyHeader)] = [
        (Samples.binary(0x21, 0x11, Samples.addressesV4), Samples.clientV4),
        (Samples.binary(0x21, 0x12, Samples.addressesV4), Samples.clientV4),
        (Samples.binary(0x21, 0x21, Samples.addressesV6), Samples.clientV6),
        (Samples.binary(0x21, 0x22, Samples.addressesV6), Samples.clientV6),
        (Samples.binary(0x21, 0x31, [UInt8](repeating: 0x41, count: 216)), .unix),
        (Samples.binary(0x21, 0x00, []), .unknown),
        (Samples.binary(0x21, 0x00, [1, 2, 3]), .unknown),
        (Samples.binary(0x20, 0x00, []), .local),
        (Samples.binary(0x20, 0x11, Samples.addressesV4), .local),
        (Samples.binary(0x20, 0xff, [1, 2, 3]), .local),
        (Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x04, [])), Samples.clientV4),
        (
            Samples.binary(
                0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x02, Array("a.test".utf8)) + Samples.tlv(0xee, [0, 1])),
            Samples.clientV4
        ),
        (Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x04, filler(4065))), Samples.clientV4),
    ]

    private static func filler(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    @Test(arguments: goodBinary) func readsABinaryHeader(bytes: [UInt8], header: ProxyHeader) {
        #expect(Samples.parse(bytes) == .header(header, length: bytes.count))
        #expect(Samples.parse(bytes + [0x16, 0x03, 0x01]) == .header(header, length: bytes.count))
        for end in 0..<bytes.count { #expect(Samples.parse(Array(bytes[..<end])) == .needMore, "\(end) bytes") }
    }

    private static let badBinary: [[UInt8]] = [
        Samples.binary(0x11, 0x11, Samples.addressesV4), Samples.binary(0x31, 0x11, Samples.addressesV4),
        Samples.binary(0x22, 0x11, Samples.addressesV4), Samples.binary(0x2f, 0x00, []),
        Samples.binary(0x21, 0x10, Samples.addressesV4), Samples.binary(0x21, 0x01, Samples.addressesV4),
        Samples.binary(0x21, 0x13, Samples.addressesV4), Samples.binary(0x21, 0x41, Samples.addressesV4),
        Samples.binary(0x21, 0x11, []), Samples.binary(0x21, 0x11, Array(Samples.addressesV4.dropLast())),
        Samples.binary(0x21, 0x21, Samples.addressesV4), Samples.binary(0x21, 0x31, Samples.addressesV6),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + [4]),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + [4, 0]),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + [4, 0, 1]),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + [4, 255, 255, 1]),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x04, [1]) + [4, 0]),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x03, [1, 2, 3, 4])),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x03, [1, 2, 3])),
        Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x04, filler(4066))),
        Samples.binary(0x20, 0x00, [], length: 65535),
    ]

    @Test(arguments: badBinary) func refusesABinaryHeader(bytes: [UInt8]) {
        #expect(Samples.parse(bytes) == .malformed)
    }

    /// The sums were made by another program.
    @Test func holdsAHeaderToItsChecksum() {
        let good = Samples.binary(0x21, 0x11, Samples.addressesV4 + Samples.tlv(0x03, [0x52, 0xf4, 0x6d, 0x76]))
        #expect(Samples.parse(good) == .header(Samples.clientV4, length: good.count))
        // Byte 28 says that what follows is a checksum.
        for index in good.indices where index != 28 {
            var changed = good
            changed[index] ^= 0x10
            #expect(Samples.parse(changed) != .header(Samples.clientV4, length: good.count), "byte \(index)")
        }
        let rest = good[16...]
        #expect(Samples.parse(Samples.binary(0x21, 0x11, rest + Samples.tlv(0x03, [0, 0, 0, 0]))) == .malformed)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "PUT / HTTP/1.1\r\n", "PROPFIND / HTTP/1.1\r\n", "\r\nGET /",
        "\r\n\r\nGET / HTTP/1.1\r\n", "PROXY/ HTTP/1.1\r\n", "\u{16}\u{3}\u{1}", "proxy TCP4",
    ])
    func tellsOtherBytesFromAHeader(text: String) {
        #expect(Samples.parse(Array(text.utf8)) == .absent)
    }

    @Test func takesAnyBytesForSomething() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes: [UInt8] = [Samples.signature, Array("PROXY ".utf8), []].randomElement(using: &random) ?? []
            bytes += (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            if bytes.count > 15, Bool.random(using: &random) { bytes.replaceSubrange(12..<15, with: [0x21, 0x11, 0]) }
            if case .header(_, let length) = Samples.parse(bytes) { #expect(length <= bytes.count) }
        }
    }
}
