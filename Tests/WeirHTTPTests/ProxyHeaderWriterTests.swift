import NIOCore
import Testing
import WeirCore
import WeirHTTP
import WeirModel

private typealias Samples = ProxyHeaderSamples

@Suite struct ProxyHeaderWriterTests {
    private static let tls = TLSRecord(
        version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", sni: "shop.example.com", resumed: false,
        applicationProtocol: "h2")

    private func written(
        _ header: ProxyHeader, _ version: ProxyHeaderVersion, _ tlvs: Set<ProxyTLV> = [], tls: TLSRecord? = nil
    ) -> [UInt8] {
        var output = ByteBuffer()
        ProxyHeaderWriter.write(
            header, as: ProxyAnnouncement(version: version, tlvs: tlvs), tls: tls, into: &output)
        return Array(output.readableBytesView)
    }

    private func line(_ header: ProxyHeader) -> String {
        String(decoding: written(header, .v1), as: UTF8.self)
    }

    @Test func writesLines() {
        #expect(line(Samples.clientV4) == "PROXY TCP4 192.0.2.7 198.51.100.9 50000 443\r\n")
        #expect(line(Samples.clientV6) == "PROXY TCP6 2001:db8::7 2001:db8::9 50000 443\r\n")
        #expect(
            line(Samples.header("192.0.2.7", 1, "2001:db8::9", 2))
                == "PROXY TCP6 ::ffff:192.0.2.7 2001:db8::9 1 2\r\n")
        for header in [ProxyHeader.local, .unknown, .unix] { #expect(line(header) == "PROXY UNKNOWN\r\n") }
    }

    @Test func writesBinaryHeaders() {
        #expect(written(Samples.clientV4, .v2) == Samples.binary(0x21, 0x11, Samples.addressesV4))
        #expect(written(Samples.clientV6, .v2) == Samples.binary(0x21, 0x21, Samples.addressesV6))
        for header in [ProxyHeader.local, .unknown, .unix] {
            #expect(written(header, .v2, [.alpn], tls: Self.tls) == Samples.binary(0x20, 0x00, []))
        }
    }

    @Test func tellsOfTLSWhatIsAskedFor() {
        let alpn = Samples.tlv(0x01, Array("h2".utf8))
        let name = Samples.tlv(0x02, Array("shop.example.com".utf8))
        let tls = Samples.tlv(
            0x20,
            [0x01, 0, 0, 0, 1] + Samples.tlv(0x21, Array("TLSv1.3".utf8))
                + Samples.tlv(0x23, Array("TLS_AES_128_GCM_SHA256".utf8)))
        #expect(
            written(Samples.clientV4, .v2, [.tls, .authority, .alpn], tls: Self.tls)
                == Samples.binary(0x21, 0x11, Samples.addressesV4 + alpn + name + tls))
        #expect(
            written(Samples.clientV4, .v2, [.authority], tls: Self.tls)
                == Samples.binary(0x21, 0x11, Samples.addressesV4 + name))
        #expect(
            written(Samples.clientV4, .v2, [.tls, .authority, .alpn])
                == Samples.binary(0x21, 0x11, Samples.addressesV4))
    }

    @Test func namesThatTheClientDidNotGiveAreLeftOut() {
        let tls = TLSRecord(version: "TLSv1.2", cipher: "x", sni: nil, resumed: false)
        #expect(
            written(Samples.clientV4, .v2, [.authority, .alpn], tls: tls)
                == Samples.binary(0x21, 0x11, Samples.addressesV4))
    }

    @Test(arguments: [
        Samples.clientV4, Samples.clientV6, Samples.header("192.0.2.7", 0, "2001:db8::9", 65535),
    ])
    func whatIsWrittenReadsBackAsTheSame(header: ProxyHeader) {
        for version in ProxyHeaderVersion.allCases {
            let bytes = written(header, version, Set(ProxyTLV.allCases), tls: Self.tls)
            #expect(Samples.parse(bytes) == .header(header, length: bytes.count))
        }
    }
}
