public import NIOCore
import WeirModel

/// Reads the PROXY header at the start of a connection: version 1, a line, or version 2, binary.
///
/// Keeps nothing between calls: it is given all bytes from the connection's start each time, and looks at what
/// version 2 holds only once it is whole. Strict, since what a lenient reader makes of a doubtful header decides who
/// the client is.
public enum ProxyHeaderParser {
    /// Bytes of a whole header of version 2. The protocol would allow 64 KiB.
    public static let limit = 4096
    /// Bytes of a whole header of version 1, line break included.
    public static let lineLimit = 107

    /// What the bytes so far say.
    public enum Step: Sendable, Equatable {
        /// A header may be on its way.
        case needMore
        /// No header begins like this.
        case absent
        /// What follows `length` bytes is the client's.
        case header(ProxyHeader, length: Int)
        case malformed
    }

    private static let linePrefix = Array("PROXY ".utf8)
    private static let signature: [UInt8] = [
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
    ]
    /// Signature, version and command, family and transport, length of the rest.
    private static let fixedLength = 16

    /// - Parameter bytes: from the connection's start.
    public static func parse(_ bytes: ByteBufferView) -> Step {
        if agrees(bytes, with: signature) { return parseBinary(bytes) }
        if agrees(bytes, with: linePrefix) { return parseLine(bytes) }
        return .absent
    }

    /// As far as there are bytes.
    private static func agrees(_ bytes: ByteBufferView, with expected: [UInt8]) -> Bool {
        zip(bytes, expected).allSatisfy { $0 == $1 }
    }

    // MARK: Version 1

    private static func parseLine(_ bytes: ByteBufferView) -> Step {
        let start = bytes.prefix(lineLimit)
        guard let end = start.firstIndex(of: UInt8(ascii: "\n")) else {
            return start.count < lineLimit ? .needMore : .malformed
        }
        let line = Array(start[..<end])
        guard line.last == UInt8(ascii: "\r") else { return .malformed }
        let words = line.dropLast().split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count > 1, let header = client(words) else { return .malformed }
        return .header(header, length: line.count + 1)
    }

    /// `PROXY`, the family, then for a known one both addresses and both ports.
    private static func client(_ words: [ArraySlice<UInt8>]) -> ProxyHeader? {
        let family = words[1]
        // What follows this word is not to be looked at.
        if family.elementsEqual("UNKNOWN".utf8) { return .unknown }
        let isV6 = family.elementsEqual("TCP6".utf8)
        guard isV6 || family.elementsEqual("TCP4".utf8), words.count == 6,
            let source = endpoint(words[2], words[4], isV6: isV6),
            let destination = endpoint(words[3], words[5], isV6: isV6)
        else { return nil }
        return .ip(source: source, destination: destination)
    }

    private static func endpoint(
        _ address: ArraySlice<UInt8>, _ port: ArraySlice<UInt8>, isV6: Bool
    ) -> ProxyEndpoint? {
        guard address.contains(UInt8(ascii: ":")) == isV6, let address = IPAddress(bytes: address),
            let port = self.port(port)
        else { return nil }
        return ProxyEndpoint(address: address, port: port)
    }

    /// Up to five digits without a leading zero.
    private static func port(_ text: ArraySlice<UInt8>) -> UInt16? {
        guard (1...5).contains(text.count), text.count == 1 || text.first != UInt8(ascii: "0") else { return nil }
        var value: UInt32 = 0
        for byte in text {
            guard byte.isDigit else { return nil }
            value = value * 10 + UInt32(byte &- UInt8(ascii: "0"))
        }
        return UInt16(exactly: value)
    }

    // MARK: Version 2

    private static func parseBinary(_ bytes: ByteBufferView) -> Step {
        guard bytes.count >= fixedLength else { return .needMore }
        let fixed = Array(bytes.prefix(fixedLength))
        let length = fixedLength + Int(number16(fixed, at: 14))
        // The upper half is the version, the lower one the command: LOCAL or PROXY.
        guard fixed[12] == 0x20 || fixed[12] == 0x21, length <= limit else { return .malformed }
        guard bytes.count >= length else { return .needMore }
        // What a LOCAL header says of addresses is to be passed over.
        if fixed[12] == 0x20 { return .header(.local, length: length) }
        guard let header = client(Array(bytes.prefix(length))) else { return .malformed }
        return .header(header, length: length)
    }

    /// Of a whole header with the command PROXY. The lower half of the family's byte is the transport, stream or
    /// datagram: whichever brought the client to the sender.
    private static func client(_ bytes: [UInt8]) -> ProxyHeader? {
        switch bytes[13] {
        case 0x00:
            // Where addresses of an unknown family end cannot be told: all that follows is passed over.
            return .unknown
        case 0x11, 0x12:
            guard let rest = end(of: 12, in: bytes), areTLVsSound(bytes, from: rest) else { return nil }
            return .ip(
                source: ProxyEndpoint(address: addressV4(bytes, at: 16), port: number16(bytes, at: 24)),
                destination: ProxyEndpoint(address: addressV4(bytes, at: 20), port: number16(bytes, at: 26)))
        case 0x21, 0x22:
            guard let rest = end(of: 36, in: bytes), areTLVsSound(bytes, from: rest) else { return nil }
            return .ip(
                source: ProxyEndpoint(address: addressV6(bytes, at: 16), port: number16(bytes, at: 48)),
                destination: ProxyEndpoint(address: addressV6(bytes, at: 32), port: number16(bytes, at: 50)))
        case 0x31, 0x32:
            guard let rest = end(of: 216, in: bytes), areTLVsSound(bytes, from: rest) else { return nil }
            return .unix
        default:
            return nil
        }
    }

    /// Where addresses of so many bytes end; nil: the header is too short for them.
    private static func end(of addresses: Int, in bytes: [UInt8]) -> Int? {
        let end = fixedLength + addresses
        return end <= bytes.count ? end : nil
    }

    /// Whether what follows the addresses is whole, and the checksum among it, if there is one, the right one.
    private static func areTLVsSound(_ bytes: [UInt8], from start: Int) -> Bool {
        var position = start
        var hasChecksum = false
        while position < bytes.count {
            guard position + 3 <= bytes.count else { return false }
            let value = position + 3
            let end = value + Int(number16(bytes, at: position + 1))
            guard end <= bytes.count else { return false }
            if bytes[position] == 0x03 {
                guard !hasChecksum, end - value == 4, isChecksum(at: value, of: bytes) else { return false }
                hasChecksum = true
            }
            position = end
        }
        return true
    }

    /// It is made over the whole header, with zeros in its own place.
    private static func isChecksum(at place: Int, of bytes: [UInt8]) -> Bool {
        var covered = bytes
        for index in place..<place + 4 { covered[index] = 0 }
        return CRC32C.checksum(of: covered) == number32(bytes, at: place)
    }

    private static func addressV4(_ bytes: [UInt8], at index: Int) -> IPAddress {
        IPAddress(v4: number32(bytes, at: index))
    }

    private static func addressV6(_ bytes: [UInt8], at index: Int) -> IPAddress {
        let words = (0..<4).map { UInt64(number32(bytes, at: index + 4 * $0)) }
        return IPAddress(high: words[0] << 32 | words[1], low: words[2] << 32 | words[3])
    }

    private static func number16(_ bytes: [UInt8], at index: Int) -> UInt16 {
        UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }

    private static func number32(_ bytes: [UInt8], at index: Int) -> UInt32 {
        UInt32(number16(bytes, at: index)) << 16 | UInt32(number16(bytes, at: index + 2))
    }
}
