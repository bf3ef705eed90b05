public import NIOCore
public import WeirCore
public import WeirModel

/// Writes the PROXY header that a connection to a server begins with.
public enum ProxyHeaderWriter {
    private static let signature: [UInt8] = [
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
    ]
    /// Bytes of one text in a TLV; names in TLS are no longer.
    private static let textLimit = 255

    /// A client whose address is not known is announced as `UNKNOWN` in version 1 and as `LOCAL` in version 2, which
    /// then tells nothing else.
    ///
    /// - Parameter tls: of the client's connection; nil: clear text.
    public static func write(
        _ header: ProxyHeader, as announcement: ProxyAnnouncement, tls: TLSRecord?, into output: inout ByteBuffer
    ) {
        switch announcement.version {
        case .v1: writeLine(header, into: &output)
        case .v2: writeBinary(header, announcement.tlvs, tls, into: &output)
        }
    }

    // MARK: Version 1

    private static func writeLine(_ header: ProxyHeader, into output: inout ByteBuffer) {
        switch header {
        case .local, .unknown, .unix:
            output.writeStaticString("PROXY UNKNOWN\r\n")
        case .ip(let source, let destination):
            let isV4 = source.address.isV4 && destination.address.isV4
            let ends = [source, destination].map { text($0.address, asV4: isV4) }
            output.writeString(
                "PROXY TCP\(isV4 ? 4 : 6) \(ends[0]) \(ends[1]) \(source.port) \(destination.port)\r\n")
        }
    }

    /// An IPv4 address beside one of IPv6 is written as the mapped one.
    private static func text(_ address: IPAddress, asV4: Bool) -> String {
        address.isV4 && !asV4 ? "::ffff:\(address)" : "\(address)"
    }

    // MARK: Version 2

    private static func writeBinary(
        _ header: ProxyHeader, _ tlvs: Set<ProxyTLV>, _ tls: TLSRecord?, into output: inout ByteBuffer
    ) {
        output.writeBytes(signature)
        switch header {
        case .local, .unknown, .unix:
            output.writeMultipleIntegers(UInt8(0x20), UInt8(0), UInt16(0))
        case .ip(let source, let destination):
            let isV4 = source.address.isV4 && destination.address.isV4
            var rest = ByteBuffer()
            append(source.address, asV4: isV4, to: &rest)
            append(destination.address, asV4: isV4, to: &rest)
            rest.writeMultipleIntegers(source.port, destination.port)
            append(tlvs, tls, to: &rest)
            output.writeMultipleIntegers(UInt8(0x21), isV4 ? UInt8(0x11) : 0x21, UInt16(clamping: rest.readableBytes))
            output.writeBuffer(&rest)
        }
    }

    private static func append(_ address: IPAddress, asV4: Bool, to rest: inout ByteBuffer) {
        if asV4 {
            rest.writeInteger(UInt32(truncatingIfNeeded: address.low))
        } else if address.isV4 {
            rest.writeMultipleIntegers(UInt64(0), 0xffff_0000_0000 | address.low)
        } else {
            rest.writeMultipleIntegers(address.high, address.low)
        }
    }

    /// In the order of their types. A client without TLS has none of what they tell.
    private static func append(_ tlvs: Set<ProxyTLV>, _ tls: TLSRecord?, to rest: inout ByteBuffer) {
        guard let tls else { return }
        if tlvs.contains(.alpn), let name = tls.applicationProtocol { append(0x01, name, to: &rest) }
        if tlvs.contains(.authority), let name = tls.sni { append(0x02, name, to: &rest) }
        if tlvs.contains(.tls) { appendTLS(tls, to: &rest) }
    }

    /// That there is TLS (bit 0), that no certificate of the client was verified (not 0), version and cipher.
    private static func appendTLS(_ tls: TLSRecord, to rest: inout ByteBuffer) {
        var value = ByteBuffer()
        value.writeMultipleIntegers(UInt8(0x01), UInt32(1))
        append(0x21, tls.version, to: &value)
        append(0x23, tls.cipher, to: &value)
        rest.writeMultipleIntegers(UInt8(0x20), UInt16(clamping: value.readableBytes))
        rest.writeBuffer(&value)
    }

    private static func append(_ type: UInt8, _ text: String, to rest: inout ByteBuffer) {
        let bytes = text.utf8.prefix(textLimit)
        rest.writeMultipleIntegers(type, UInt16(bytes.count))
        rest.writeBytes(bytes)
    }
}
