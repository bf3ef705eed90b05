/// A side of an HTTP/2 connection as a strict reader takes it: frames, and the messages they are on their streams
/// (RFC 9113 §4–6). It shares no code with what it judges.
///
/// What a peer may not send in the state that the connection is in is not its matter, but where `isJudged` says so.
struct StrictFrames {
    /// What was sent on one stream.
    struct Stream {
        var id: Int
        /// Heads and trailers in their order.
        var blocks: [[StrictField]] = []
        var body: [UInt8] = []
        /// `END_STREAM` has come.
        var isEnded = false
        /// Blocks without `END_STREAM`: a request has one, or none.
        var openBlocks = 0
        var isReset = false
    }

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// In the order in which they began.
    private(set) var streams: [Stream] = []
    /// Streams on which a header block has begun, whole or not.
    private(set) var begun: Set<Int> = []
    /// Why the bytes are no frames; what came before is kept.
    private(set) var problem: String?
    private let isJudged: Bool
    private var compression = StrictHPACK()
    private var block: [UInt8] = []
    /// The stream whose block is not whole, and whether the block ends the stream.
    private var open: (stream: Int, endsStream: Bool)?

    /// - Parameters:
    ///   - bytes: without the preface.
    ///   - isJudged: the sender keeps all rules that concern what it sends alone.
    ///   - tableLimit: what the other side allows for the compression table.
    init(_ bytes: some Collection<UInt8>, isJudged: Bool, tableLimit: Int = 4096) {
        self.isJudged = isJudged
        compression.limit = tableLimit
        let bytes = Array(bytes)
        var position = 0
        var isFirst = true
        do throws(StrictReader.Malformed) {
            while bytes.count - position >= 9 {
                let header = bytes[position..<position + 9].map(Int.init)
                let count = header[0] << 16 | header[1] << 8 | header[2]
                guard count <= 16_384 else { throw StrictReader.Malformed("a frame of \(count) bytes") }
                guard !isFirst || header[3] == 4 && header[4] & 1 == 0 else {
                    throw StrictReader.Malformed("no SETTINGS at first")
                }
                isFirst = false
                let stream = (header[5] & 127) << 24 | header[6] << 16 | header[7] << 8 | header[8]
                if header[3] == 1 { begun.insert(stream) }
                guard count <= bytes.count - position - 9 else {
                    // What has come of a body counts.
                    if header[3] == 0 { try takeData(header[4] & ~9, stream, bytes[(position + 9)...]) }
                    return
                }
                try take(header[3], header[4], stream, bytes[(position + 9)...].prefix(count))
                position += 9 + count
            }
        } catch {
            problem = error.reason
        }
    }

    private mutating func take(
        _ type: Int, _ flags: Int, _ stream: Int, _ payload: ArraySlice<UInt8>
    ) throws(StrictReader.Malformed) {
        guard open == nil || type == 9 && stream == open?.stream else {
            throw StrictReader.Malformed("a header block that is broken off")
        }
        switch type {
        case 0: try takeData(flags, stream, payload)
        case 1:
            guard stream > 0 else { throw StrictReader.Malformed("HEADERS without a stream") }
            var fragment = try Self.unpadded(flags, payload)
            if flags & 0x20 != 0 { fragment = fragment.dropFirst(5) }
            block = Array(fragment)
            open = (stream, flags & 1 != 0)
            if flags & 4 != 0 { try endBlock() }
        case 3:
            guard payload.count == 4 else { throw StrictReader.Malformed("no RST_STREAM") }
            if let index = index(of: stream) { streams[index].isReset = true }
        case 9:
            guard open != nil else { throw StrictReader.Malformed("a CONTINUATION of nothing") }
            block += payload
            if flags & 4 != 0 { try endBlock() }
        case 2, 5: guard !isJudged else { throw StrictReader.Malformed("a frame of type \(type)") }
        case 4: guard payload.count % 6 == 0 else { throw StrictReader.Malformed("no SETTINGS") }
        case 6: guard payload.count == 8 else { throw StrictReader.Malformed("no PING") }
        case 7: guard payload.count >= 8 else { throw StrictReader.Malformed("no GOAWAY") }
        case 8: guard payload.count == 4 else { throw StrictReader.Malformed("no WINDOW_UPDATE") }
        default: guard !isJudged else { throw StrictReader.Malformed("a frame of type \(type)") }
        }
    }

    private mutating func takeData(
        _ flags: Int, _ stream: Int, _ payload: ArraySlice<UInt8>
    ) throws(StrictReader.Malformed) {
        guard let index = index(of: stream), !streams[index].isEnded else {
            return try judge(false, "DATA on stream \(stream)")
        }
        try judge(!streams[index].isReset, "DATA behind RST_STREAM")
        // On a stream that was refused, and only there, wrong padding is passed over.
        let data = isJudged ? try Self.unpadded(flags, payload) : (try? Self.unpadded(flags, payload)) ?? []
        streams[index].body += data
        if flags & 1 != 0 { streams[index].isEnded = true }
    }

    private mutating func endBlock() throws(StrictReader.Malformed) {
        guard let (stream, endsStream) = open else { return }
        open = nil
        let fields = try compression.fields(block)
        guard let index = index(of: stream) else {
            streams.append(
                Stream(id: stream, blocks: [fields], isEnded: endsStream, openBlocks: endsStream ? 0 : 1))
            return
        }
        try judge(!streams[index].isEnded && !streams[index].isReset, "HEADERS on a stream that is over")
        guard !streams[index].isEnded else { return }
        streams[index].blocks.append(fields)
        if endsStream { streams[index].isEnded = true } else { streams[index].openBlocks += 1 }
    }

    private static func unpadded(
        _ flags: Int, _ payload: ArraySlice<UInt8>
    ) throws(StrictReader.Malformed) -> ArraySlice<UInt8> {
        guard flags & 8 != 0 else { return payload }
        guard let count = payload.first, Int(count) < payload.count else { throw StrictReader.Malformed("all padding") }
        return payload.dropFirst().dropLast(Int(count))
    }

    private func judge(_ isFine: Bool, _ reason: String) throws(StrictReader.Malformed) {
        if isJudged, !isFine { throw StrictReader.Malformed(reason) }
    }

    private func index(of stream: Int) -> Int? {
        streams.firstIndex { $0.id == stream }
    }
}
