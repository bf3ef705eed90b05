import Testing
import WeirModel

@Suite struct NetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("192.0.2.7", "192.0.2.7/32"), ("0.0.0.0/0", "0.0.0.0/0"), ("::/0", "::/0"),
        ("2001:db8::/32", "2001:db8::/32"), ("::1", "::1/128"), ("2001:db8:0:1::/64", "2001:db8:0:1::/64"),
        ("2001:db8::8000:0/97", "2001:db8::8000:0/97"), ("255.255.255.255/32", "255.255.255.255/32"),
    ])
    func readsAddressAndLength(text: String, description: String) {
        #expect(Network(text)?.description == description)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8/8",
        "10.0.0.0/x", "10.0.0.0/99999999999999999999", "::/129", "intranet", "10.0.0/8", "10.0.0.0/255.0.0.0",
    ])
    func refusesAnythingElse(text: String) {
        #expect(Network(text) == nil)
    }

    @Test(arguments: ["10.0.0.1/8", "0.0.0.1/0", "128.0.0.0/0", "10.0.0.1/31", "::1/127", "8000::/0", "2001:db8::1/64"])
    func refusesBitsAfterThePrefix(text: String) {
        #expect(Network(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0", true), ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "9.255.255.255", false), ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false),
        ("::/0", "10.0.0.1", false), ("::/0", "ffff::", true), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.6", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::", false), ("2001:db8:0:1::/64", "2001:db8:0:1:ffff::", true),
        ("2001:db8:0:1::/64", "2001:db8:0:2::", false), ("2001:db8::8000:0/97", "2001:db8::8000:1", true),
        ("2001:db8::8000:0/97", "2001:db8::7fff:1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("::/96", "::10.1.2.3", true),
    ])
    func containsItsAddressesOnly(network: String, address: String, isInside: Bool) throws {
        let network = try #require(Network(network))
        let address = try #require(IPAddress(address))
        #expect(network.contains(address) == isInside)
    }

    @Test func containsExactlyWhatSharesItsPrefix() throws {
        let base = try #require(IPAddress("203.0.113.170"))
        for length in 0...32 {
            let mask = length == 0 ? 0 : UInt32.max << UInt32(32 - length)
            let start = UInt32(truncatingIfNeeded: base.low) & mask
            let network = try #require(Network(address: IPAddress(v4: start), prefixLength: length))
            #expect(network.contains(base))
            #expect(network.contains(IPAddress(v4: start | ~mask)))
            if length > 0 { #expect(!network.contains(IPAddress(v4: start ^ (1 << UInt32(32 - length))))) }
        }
    }

    @Test func takesEveryLengthOfIPv6() throws {
        for length in 0...128 {
            let high = length == 0 ? 0 : UInt64.max << UInt64(max(0, 64 - length))
            let low = length <= 64 ? 0 : UInt64.max << UInt64(128 - length)
            let network = try #require(Network(address: IPAddress(high: high, low: low), prefixLength: length))
            #expect(network.contains(IPAddress(high: .max, low: .max)))
            #expect(network.contains(IPAddress(high: 0, low: 0)) == (length == 0))
        }
    }

    @Test func refusesLengthsThatDoNotFitTheFamily() {
        #expect(Network(address: IPAddress(v4: 0), prefixLength: 33) == nil)
        #expect(Network(address: IPAddress(v4: 0), prefixLength: -1) == nil)
        #expect(Network(address: IPAddress(high: 0, low: 0), prefixLength: 129) == nil)
    }
}
