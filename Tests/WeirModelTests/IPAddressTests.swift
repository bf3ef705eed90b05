import Testing
import WeirModel

@Suite struct IPAddressTests {
    @Test(
        arguments: [
            ("0.0.0.0", 0), ("127.0.0.1", 0x7f00_0001), ("192.0.2.7", 0xc000_0207), ("255.255.255.255", 0xffff_ffff),
        ] as [(String, UInt32)])
    func readsDottedDecimal(text: String, value: UInt32) throws {
        let address = try #require(IPAddress(text))
        #expect(address == IPAddress(v4: value))
        #expect(address.isV4)
        #expect(address.description == text)
    }

    @Test(
        arguments: [
            ("::", 0, 0), ("::1", 0, 1), ("1::", 0x0001_0000_0000_0000, 0), ("2001:db8::1", 0x2001_0db8_0000_0000, 1),
            ("2001:db8:0:1:1:1:1:1", 0x2001_0db8_0000_0001, 0x0001_0001_0001_0001),
            ("fe80::1:2", 0xfe80_0000_0000_0000, 0x0001_0002),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
        ] as [(String, UInt64, UInt64)])
    func readsAndWritesCanonicalIPv6(text: String, high: UInt64, low: UInt64) throws {
        let address = try #require(IPAddress(text))
        #expect(address == IPAddress(high: high, low: low))
        #expect(!address.isV4)
        #expect(address.description == text)
    }

    @Test(arguments: [
        ("0:0:0:0:0:0:0:1", "::1"), ("2001:DB8::A", "2001:db8::a"), ("2001:0db8::0001", "2001:db8::1"),
        // RFC 5952 §4.2.2: one group of zeros is not shortened; §4.2.3: the first of two longest runs is.
        ("1::2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:0:2:0:0:3:4", "1::2:0:0:3:4"),
        ("::1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ])
    func writesOtherSpellingsOfIPv6Canonically(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: ["::ffff:192.0.2.7", "::ffff:c000:207", "0:0:0:0:0:ffff:192.0.2.7", "::FFFF:192.0.2.7"])
    func holdsMappedAddressesAsIPv4(text: String) {
        #expect(IPAddress(text) == IPAddress("192.0.2.7"))
    }

    @Test(arguments: [
        "", " ", ".", ":", ":::", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.0.0.1", "1.2.3.4444",
        "01.2.3.4", "1.2.3.04", "+1.2.3.4", "-1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.x", "0x7f.0.0.1", "127.1",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3", "12345::", "g::",
        ":1::", "1:", ":1", "1:2:3:4:5:6:7:", "::1.2.3", "::1.2.3.4.5", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4",
        "::1%eth0",
        "[::1]", "::1/128", "١.٢.٣.٤", "1.2.3.4\0", "::ffff:256.0.0.1",
    ])
    func refusesAnythingElse(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func refusesOverlongTextAtOnce() {
        #expect(IPAddress(String(repeating: "0:", count: 100_000)) == nil)
        #expect(IPAddress(bytes: ArraySlice(repeating: UInt8(ascii: "1"), count: 46)) == nil)
    }

    @Test func refusesEveryByteThatIsNoPartOfAnAddress() {
        for byte in UInt8.min...UInt8.max where !"0123456789".utf8.contains(byte) {
            #expect(IPAddress(bytes: [UInt8(ascii: "1"), 46, 50, 46, 51, 46, byte]) == nil)
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.255.255", true), ("128.0.0.1", false), ("::1", true), ("::2", false),
        ("::ffff:127.0.0.1", true), ("0.0.0.1", false), ("1::1", false),
    ])
    func knowsLoopbackAddresses(text: String, isLoopback: Bool) {
        #expect(IPAddress(text)?.isLoopback == isLoopback)
    }

    @Test(arguments: [("0.0.0.0", true), ("::", true), ("::ffff:0.0.0.0", true), ("0.0.0.1", false), ("::1", false)])
    func knowsTheUnspecifiedAddresses(text: String, isUnspecified: Bool) {
        #expect(IPAddress(text)?.isUnspecified == isUnspecified)
    }

    @Test func tellsFamiliesApart() {
        #expect(IPAddress("0.0.0.1") != IPAddress("::1"))
        #expect(IPAddress("0.0.0.0") != IPAddress("::"))
    }

    @Test func readsBackWhateverItWrites() {
        var generator = SplitMix(state: 7)
        for _ in 0..<2000 {
            // Few bits set make runs of zeros, which is where shortening can go wrong.
            let high = generator.next() & generator.next() & generator.next() & generator.next()
            let low = generator.next() & generator.next() & generator.next() & generator.next()
            for address in [IPAddress(high: high, low: low), IPAddress(v4: UInt32(truncatingIfNeeded: low))] {
                #expect(IPAddress(address.description) == address)
            }
        }
    }
}

/// A small generator whose numbers are the same in every run.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
