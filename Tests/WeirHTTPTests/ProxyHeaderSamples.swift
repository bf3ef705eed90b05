import NIOCore
import WeirHTTP
import WeirModel

/// PROXY headers for tests, put together by hand.
enum ProxyHeaderSamples {
    static let signature: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8)

    /// A header of version 2.
    static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? rest.count
        return signature + [command, family, UInt8(length >> 8 & 255), UInt8(length & 255)] + rest
    }

    /// 192.0.2.7:50000 to 198.51.100.9:443.
    static let addressesV4: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 9, 0xc3, 0x50, 0x01, 0xbb]
    /// [2001:db8::7]:50000 to [2001:db8::9]:443.
    static let addressesV6: [UInt8] =
        [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
        + [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9] + [0xc3, 0x50, 0x01, 0xbb]

    static func tlv(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(value.count >> 8), UInt8(value.count & 255)] + value
    }

    static let clientV4 = header("192.0.2.7", 50000, "198.51.100.9", 443)
    static let clientV6 = header("2001:db8::7", 50000, "2001:db8::9", 443)

    static func header(_ source: String, _ sourcePort: UInt16, _ target: String, _ targetPort: UInt16) -> ProxyHeader {
        let none = IPAddress(v4: 0)
        return .ip(
            source: ProxyEndpoint(address: IPAddress(source) ?? none, port: sourcePort),
            destination: ProxyEndpoint(address: IPAddress(target) ?? none, port: targetPort))
    }

    static func parse(_ bytes: [UInt8]) -> ProxyHeaderParser.Step {
        ProxyHeaderParser.parse(ByteBuffer(bytes: bytes).readableBytesView)
    }
}
