/// An HTTP/2 client whose test writes each frame, frame by frame, in clear text.
final class FrameSender {
    let raw: RawClient
    private var lastStream = -1

    /// How a connection or a stream was ended.
    enum Ending: Equatable {
        case goAway(code: UInt8)
        case reset(stream: Int, code: UInt8)
        /// Without a word.
        case closed
    }

    private static let tableSize: UInt8 = 1
    static let enhanceYourCalm: UInt8 = 11
    static let cancel: UInt8 = 8

    /// - Parameters:
    ///   - settings: identifiers (RFC 9113 §6.5.2) and values. That the compression of heads keeps nothing is always
    ///     asked for: `head` can read no other.
    ///   - receiveBuffer: bytes that the system may keep unread.
    init(port: Int, settings: [(id: UInt8, value: Int)] = [], receiveBuffer: Int32? = nil) throws {
        raw = try RawClient(port: port, receiveBuffer: receiveBuffer)
        let payload: [UInt8] = ([(Self.tableSize, 0)] + settings).flatMap { [0, $0.id] + Self.number($0.value) }
        try raw.send(
            Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Frame(type: Frame.settings, payload: payload).bytes)
    }

    static func number(_ value: Int) -> [UInt8] {
        [UInt8(value >> 24 & 255), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    /// The number of a stream that is still to be opened.
    func nextStream() -> Int {
        lastStream += 2
        return lastStream
    }

    /// A field without compression (RFC 7541 §6.2.2); names and values of up to 16,383 bytes.
    static func literal(_ name: String, _ value: String) -> [UInt8] {
        [0] + text(name) + text(value)
    }

    private static func text(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        if count < 127 { return [UInt8(count)] + Array(text.utf8) }
        var rest = count - 127
        var prefix: [UInt8] = [127]
        while rest >= 128 {
            prefix.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return prefix + [UInt8(rest)] + Array(text.utf8)
    }

    /// The block of a request's head: GET or POST of a path (RFC 7541 §A).
    static func block(_ path: String = "/", isPost: Bool = false, fields: [UInt8] = []) -> [UInt8] {
        [isPost ? 0x83 : 0x82, 0x86] + literal(":path", path) + literal(":authority", "localhost") + fields
    }

    static func request(_ stream: Int, _ path: String = "/", endsStream: Bool = true) -> Frame {
        Frame(
            type: Frame.headers, flags: Frame.endHeaders | (endsStream ? Frame.endStream : 0), stream: stream,
            payload: block(path, isPost: !endsStream))
    }

    func send(_ frames: Frame...) throws {
        try raw.send(frames.flatMap(\.bytes))
    }

    /// Sends frames until the peer takes no more of them or closes.
    func sendUntilEnded(_ frames: [UInt8], times: Int) {
        for _ in 0..<times where (try? raw.socket.send(frames, by: Deadline(seconds: 3))) == nil { return }
    }

    /// The next frame.
    func frame(within seconds: Double = 10) throws -> Frame {
        let header = try raw.bytes(9, within: seconds)
        let count = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
        let stream = Int(header[5] & 127) << 24 | Int(header[6]) << 16 | Int(header[7]) << 8 | Int(header[8])
        return Frame(type: header[3], flags: header[4], stream: stream, payload: try raw.bytes(count, within: seconds))
    }

    /// Passes everything over until the connection, or one of its streams, is ended.
    func ending(within seconds: Double = 10) throws -> Ending {
        do {
            while true {
                let frame = try frame(within: seconds)
                if frame.type == Frame.goAway { return .goAway(code: frame.payload[7]) }
                if frame.type == Frame.reset { return .reset(stream: frame.stream, code: frame.payload[3]) }
            }
        } catch Socket.Ending.closed, Socket.Ending.reset {
            return .closed
        }
    }

    /// The next head of a response: the stream, and the status by its index in the static table or as text.
    func head(within seconds: Double = 10) throws -> (stream: Int, status: Int) {
        while true {
            let frame = try frame(within: seconds)
            guard frame.type == Frame.headers else { continue }
            return (frame.stream, Self.status(frame.payload))
        }
    }

    /// `:status` comes first, whole or with its name by an index.
    private static func status(_ block: [UInt8]) -> Int {
        let known = [0x88: 200, 0x89: 204, 0x8a: 206, 0x8b: 304, 0x8c: 400, 0x8d: 404, 0x8e: 500]
        // A change of the table's size may stand before it (RFC 7541 §6.3).
        let block = block.drop { $0 & 0xe0 == 0x20 }
        guard let first = block.first else { return 0 }
        if let status = known[Int(first)] { return status }
        let text = block.dropFirst(2)
        guard let length = block.dropFirst().first else { return 0 }
        // Huffman's code for digits (RFC 7541 §B): five bits for 0 to 2, six for the others.
        guard length & 128 != 0 else { return Int(String(decoding: Array(text.prefix(3)))) ?? 0 }
        return digits(Array(text.prefix(Int(length & 127))))
    }

    private static func digits(_ code: [UInt8]) -> Int {
        var bits = code.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }[...]
        var value = 0
        for _ in 0..<3 where bits.count >= 5 {
            let five = bits.prefix(5).reduce(0) { $0 << 1 | $1 }
            if five < 3 {
                value = value * 10 + five
                bits = bits.dropFirst(5)
            } else {
                let six = bits.prefix(6).reduce(0) { $0 << 1 | $1 }
                value = value * 10 + six - 0x19 + 3
                bits = bits.dropFirst(6)
            }
        }
        return value
    }
}

extension Frame {
    static let priority: UInt8 = 2
    static let ping: UInt8 = 6
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9

    static func windowUpdate(stream: Int = 0, by count: Int) -> Frame {
        Frame(type: windowUpdate, stream: stream, payload: FrameSender.number(count))
    }
}
