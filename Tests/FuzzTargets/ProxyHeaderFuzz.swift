import NIOCore
import WeirCore
import WeirHTTP
import WeirModel

/// The start of a connection from a load balancer: the parser against the strict reader, and what is written for a
/// server against both.
enum ProxyHeaderFuzz {
    static func run(_ bytes: [UInt8]) throws(Violation) {
        let verdict = StrictProxyHeader.read(bytes)
        try check(bytes, verdict)
        try checkBeginnings(bytes, verdict)
        try checkWithRightSum(bytes)
        if let header = header(verdict) { try checkWriting(header, bytes) }
    }

    private static func parse(_ bytes: some Sequence<UInt8>) -> ProxyHeaderParser.Step {
        ProxyHeaderParser.parse(ByteBuffer(bytes: bytes).readableBytesView)
    }

    /// The parser's result in the strict reader's terms.
    private static func step(_ verdict: StrictProxyHeader.Verdict) -> ProxyHeaderParser.Step {
        guard let header = header(verdict), let length = verdict.length else {
            return verdict == .more ? .needMore : verdict == .absent ? .absent : .malformed
        }
        return .header(header, length: length)
    }

    private static func header(_ verdict: StrictProxyHeader.Verdict) -> ProxyHeader? {
        switch verdict {
        case .more, .absent, .malformed: nil
        case .local: .local
        case .unknown: .unknown
        case .unix: .unix
        case .ip(let source, let sourcePort, let destination, let destinationPort, _):
            .ip(
                source: ProxyEndpoint(address: address(source), port: UInt16(clamping: sourcePort)),
                destination: ProxyEndpoint(address: address(destination), port: UInt16(clamping: destinationPort)))
        }
    }

    private static func address(_ bytes: [UInt8]) -> IPAddress {
        let halves = [bytes[..<8], bytes[8...]].map { half in half.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return IPAddress(high: halves[0], low: halves[1])
    }

    private static func check(_ bytes: [UInt8], _ verdict: StrictProxyHeader.Verdict) throws(Violation) {
        let found = parse(bytes)
        try require(found == step(verdict), "\(found), but a strict reader finds \(verdict)")
    }

    /// However the bytes come, the first verdict that is one is the last.
    private static func checkBeginnings(
        _ bytes: [UInt8], _ verdict: StrictProxyHeader.Verdict
    ) throws(Violation) {
        let whole = step(verdict)
        for end in 0..<min(bytes.count, 300) {
            let part = parse(bytes[..<end])
            guard part != .needMore else { continue }
            try require(part == whole, "\(part) after \(end) bytes, in the end \(whole)")
        }
        if let length = verdict.length {
            try require(parse(bytes[..<(length - 1)]) == .needMore, "a header without its last byte")
            try require(parse(bytes[..<length]) == whole, "more is waited for than the header")
        }
    }

    /// A sum that fits is hard to come by: one is put behind the addresses.
    private static func checkWithRightSum(_ bytes: [UInt8]) throws(Violation) {
        guard bytes.count >= 28, bytes.starts(with: StrictProxyHeader.signature) else { return }
        var header = Array(bytes.prefix(28)) + [3, 0, 4, 0, 0, 0, 0]
        header.replaceSubrange(12..<16, with: [0x21, 0x11, 0, 19])
        let sum = StrictProxyHeader.checksum(header)
        for index in 0..<4 { header[31 + index] = UInt8(sum >> UInt64(24 - 8 * index) & 255) }
        try check(header, StrictProxyHeader.read(header))
        try require(StrictProxyHeader.read(header).length == 35, "a right sum was refused")
    }

    /// What a server is told reads back as the same.
    private static func checkWriting(_ header: ProxyHeader, _ bytes: [UInt8]) throws(Violation) {
        let name = String(decoding: bytes.suffix(40), as: UTF8.self)
        let tls = TLSRecord(
            version: name, cipher: String(repeating: name, count: 9), sni: name, resumed: false,
            applicationProtocol: name)
        for version in ProxyHeaderVersion.allCases {
            var output = ByteBuffer()
            let announcement = ProxyAnnouncement(
                version: version, tlvs: version == .v2 ? Set(ProxyTLV.allCases) : [])
            ProxyHeaderWriter.write(header, as: announcement, tls: tls, into: &output)
            let written = Array(output.readableBytesView)
            let again = StrictProxyHeader.read(written)
            try check(written, again)
            try require(again.length == written.count, "\(visible(written)) is not one header")
            switch header {
            case .ip: try require(self.header(again) == header, "\(visible(written)) says another client")
            case .local, .unknown, .unix:
                try require(self.header(again) == (version == .v1 ? .unknown : .local), "\(visible(written))")
            }
        }
    }
}
