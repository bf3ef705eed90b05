import Glibc

/// Reads a PROXY header as its specification has it, in the plainest way and with the system's own reader of addresses.
enum StrictProxyHeader {
    /// What the bytes of a connection begin with.
    enum Verdict: Equatable {
        case more, absent, malformed
        case local(length: Int)
        case unknown(length: Int)
        case unix(length: Int)
        /// Addresses as 16 bytes; those of IPv4 are mapped.
        case ip(source: [UInt8], sourcePort: Int, destination: [UInt8], destinationPort: Int, length: Int)

        /// Nil: there is no header.
        var length: Int? {
            switch self {
            case .more, .absent, .malformed: nil
            case .local(let length), .unknown(let length), .unix(let length), .ip(_, _, _, _, let length): length
            }
        }
    }

    static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]
    private static let word: [UInt8] = [80, 82, 79, 88, 89, 32]

    static func read(_ bytes: [UInt8]) -> Verdict {
        if bytes.starts(with: signature) { return readBinary(bytes) }
        if bytes.starts(with: word) { return readLine(bytes) }
        return signature.starts(with: bytes) || word.starts(with: bytes) ? .more : .absent
    }

    private static func readLine(_ bytes: [UInt8]) -> Verdict {
        var length = 0
        while length < 107 {
            guard length < bytes.count else { return .more }
            length += 1
            if bytes[length - 1] == 10 { break }
        }
        guard bytes[length - 1] == 10, bytes[length - 2] == 13 else { return .malformed }
        var words: [[UInt8]] = [[]]
        for byte in bytes[..<(length - 2)] {
            if byte == 32 { words.append([]) } else { words[words.count - 1].append(byte) }
        }
        switch String(decoding: words[1], as: UTF8.self) {
        case "UNKNOWN": return .unknown(length: length)
        case "TCP4": return readWords(words, AF_INET, length)
        case "TCP6": return readWords(words, AF_INET6, length)
        default: return .malformed
        }
    }

    private static func readWords(_ words: [[UInt8]], _ family: Int32, _ length: Int) -> Verdict {
        guard words.count == 6, let source = address(words[2], family), let destination = address(words[3], family),
            let sourcePort = port(words[4]), let destinationPort = port(words[5])
        else { return .malformed }
        return .ip(
            source: source, sourcePort: sourcePort, destination: destination, destinationPort: destinationPort,
            length: length)
    }

    private static func address(_ text: [UInt8], _ family: Int32) -> [UInt8]? {
        guard !text.contains(0) else { return nil }
        var value = [UInt8](repeating: 0, count: 16)
        guard inet_pton(family, String(decoding: text, as: UTF8.self), &value) == 1 else { return nil }
        return family == AF_INET ? mapped(value[..<4]) : value
    }

    private static func mapped(_ address: ArraySlice<UInt8>) -> [UInt8] {
        [UInt8](repeating: 0, count: 10) + [255, 255] + address
    }

    private static func port(_ text: [UInt8]) -> Int? {
        let text = String(decoding: text, as: UTF8.self)
        guard let value = Int(text), "\(value)" == text, (0...65535).contains(value) else { return nil }
        return value
    }

    private static func readBinary(_ bytes: [UInt8]) -> Verdict {
        guard bytes.count >= 16 else { return .more }
        let length = 16 + Int(bytes[14]) * 256 + Int(bytes[15])
        guard bytes[12] / 16 == 2, bytes[12] % 16 < 2, length <= 4096 else { return .malformed }
        guard bytes.count >= length else { return .more }
        let header = Array(bytes[..<length])
        if header[12] % 16 == 0 { return .local(length: length) }
        if header[13] == 0 { return .unknown(length: length) }
        guard (1...2).contains(header[13] % 16), (1...3).contains(header[13] / 16) else { return .malformed }
        let width = [4, 16, 108][Int(header[13] / 16) - 1]
        let hasPorts = width < 108
        let end = 16 + 2 * width + (hasPorts ? 4 : 0)
        guard end <= length, isWhole(header[end...], of: header) else { return .malformed }
        guard hasPorts else { return .unix(length: length) }
        let addresses = [header[16..<16 + width], header[16 + width..<16 + 2 * width]].map {
            width == 4 ? mapped($0) : Array($0)
        }
        return .ip(
            source: addresses[0], sourcePort: Int(header[end - 4]) * 256 + Int(header[end - 3]),
            destination: addresses[1], destinationPort: Int(header[end - 2]) * 256 + Int(header[end - 1]),
            length: length)
    }

    /// Whether a list of types, lengths and values ends where it should, with at most one checksum, a right one.
    private static func isWhole(_ list: ArraySlice<UInt8>, of header: [UInt8]) -> Bool {
        var rest = list
        var sums = 0
        while let type = rest.popFirst() {
            guard let high = rest.popFirst(), let low = rest.popFirst() else { return false }
            let length = Int(high) * 256 + Int(low)
            guard rest.count >= length else { return false }
            if type == 3 {
                sums += 1
                guard sums == 1, length == 4 else { return false }
                let place = rest.startIndex
                var zeroed = header
                zeroed.replaceSubrange(place..<place + 4, with: [0, 0, 0, 0])
                guard checksum(zeroed) == rest.prefix(4).reduce(0, { $0 * 256 + UInt64($1) }) else { return false }
            }
            rest = rest.dropFirst(length)
        }
        return true
    }

    /// As a division of polynomials, the highest power first, bits of each byte turned round.
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var remainder: UInt64 = 0xffff_ffff
        for byte in bytes {
            for bit in 0..<8 {
                let isSet = (remainder >> 31 & 1 == 1) != (byte >> UInt8(bit) & 1 == 1)
                remainder = remainder << 1 & 0xffff_ffff
                if isSet { remainder ^= 0x1edc_6f41 }
            }
        }
        let turned = (0..<32).reduce(UInt64(0)) { $0 << 1 | remainder >> UInt64($1) & 1 }
        return turned ^ 0xffff_ffff
    }
}
