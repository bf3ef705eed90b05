import NIOCore

/// Reads HTTP/1 messages as the peers of a proxy would: simply, without any of the code under test, and strict about
/// what two readers could understand differently.
struct MessageReader {
    enum Event {
        case needMore
        case head(MessageHead)
        case body(ByteBuffer)
        case end
        case broken(String)
    }

    private enum Stage {
        case head
        case length(Int)
        case untilClose
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers
        case ended
        case broken
    }

    private(set) var buffer = ByteBuffer()
    /// Fields behind the last chunk of the message read last.
    private(set) var trailers: [MessageHead.Field] = []
    private var stage = Stage.head
    private let readsRequests: Bool

    init(requests: Bool) {
        readsRequests = requests
    }

    /// Whether a message has been begun and not ended.
    var isWithinMessage: Bool {
        if case .head = stage { return buffer.readableBytes > 0 }
        return true
    }

    mutating func feed(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeImmutableBuffer(bytes) }
    }

    /// What has been read of no message: a tunnel's bytes.
    mutating func takeRest() -> ByteBuffer {
        defer { buffer = ByteBuffer() }
        return buffer
    }

    /// - Parameter isBodyless: of a response: to HEAD.
    mutating func next(isBodyless: Bool = false) -> Event {
        switch stage {
        case .head: return readHead(isBodyless)
        case .length(let left): return readData(left, then: .ended) { .length($0) }
        case .untilClose: return readData(.max, then: .ended) { _ in .untilClose }
        case .chunkSize: return readChunkSize()
        case .chunkData(let left): return readData(left, then: .chunkEnd) { .chunkData($0) }
        case .chunkEnd: return readChunkEnd(isBodyless)
        case .trailers: return readTrailers()
        case .ended:
            stage = .head
            return .end
        case .broken: return .needMore
        }
    }

    /// The stream has ended: whether that ends a message, or is between two.
    mutating func finish() -> Bool {
        switch stage {
        case .head: return buffer.readableBytes == 0
        case .untilClose:
            stage = .ended
            return true
        case .ended: return true
        case .length, .chunkSize, .chunkData, .chunkEnd, .trailers, .broken: return false
        }
    }

    // MARK: Parts

    private mutating func fail(_ what: String) -> Event {
        stage = .broken
        return .broken(what)
    }

    private mutating func readHead(_ isBodyless: Bool) -> Event {
        guard let text = takeBlock() else { return .needMore }
        guard let head = MessageHead(text) else { return fail("a head that is none: \(text.prefix(80))") }
        let lengths = head.values("content-length")
        let codings = head.values("transfer-encoding")
        guard lengths.count + codings.count <= 1 else { return fail("framing that is not clear: \(text)") }
        trailers = []
        if head.isInterim || head.status == 101 {
            stage = .head
        } else if !readsRequests, isBodyless || head.status == 204 || head.status == 304 {
            stage = .ended
        } else if let length = lengths.first {
            guard let count = Int(length), count >= 0 else { return fail("a length that is none: \(length)") }
            stage = count == 0 ? .ended : .length(count)
        } else if let coding = codings.first {
            guard coding == "chunked" else { return fail("an unknown coding: \(coding)") }
            stage = .chunkSize
        } else {
            stage = readsRequests ? .ended : .untilClose
        }
        return .head(head)
    }

    /// Up to and with the empty line.
    private mutating func takeBlock() -> String? {
        let view = buffer.readableBytesView
        var index = view.startIndex
        while let found = view[index...].firstIndex(of: 0x0d) {
            guard found + 3 < view.endIndex else { return nil }
            if view[found + 1] == 0x0a, view[found + 2] == 0x0d, view[found + 3] == 0x0a {
                return buffer.readString(length: found + 4 - view.startIndex)
            }
            index = found + 1
        }
        return nil
    }

    private mutating func takeLine() -> String? {
        let view = buffer.readableBytesView
        guard let end = view.firstIndex(of: 0x0a) else { return nil }
        return buffer.readString(length: end + 1 - view.startIndex)?.trimmed
    }

    private mutating func readData(_ left: Int, then: Stage, _ more: (Int) -> Stage) -> Event {
        let count = min(left, buffer.readableBytes)
        guard count > 0, let part = buffer.readSlice(length: count) else { return .needMore }
        stage = count == left ? then : more(left - count)
        return .body(part)
    }

    private mutating func readChunkSize() -> Event {
        guard let line = takeLine() else { return .needMore }
        guard let size = Int(line, radix: 16), size >= 0 else { return fail("a chunk's size that is none: \(line)") }
        stage = size == 0 ? .trailers : .chunkData(size)
        return next()
    }

    private mutating func readChunkEnd(_ isBodyless: Bool) -> Event {
        guard buffer.readableBytes >= 2 else { return .needMore }
        guard buffer.readString(length: 2) == "\r\n" else { return fail("no line end behind a chunk") }
        stage = .chunkSize
        return next()
    }

    private mutating func readTrailers() -> Event {
        while let line = takeLine() {
            guard !line.isEmpty else {
                stage = .head
                return .end
            }
            guard let field = MessageHead.Field(line) else { return fail("a trailer that is none: \(line)") }
            trailers.append(field)
        }
        return .needMore
    }
}

/// A start line and fields.
struct MessageHead {
    struct Field {
        /// In lower case.
        let name: String
        let value: String

        init?(_ line: Substring) {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
            name = line[..<colon].lowercased()
            value = String(line[line.index(after: colon)...]).trimmed
        }

        init?(_ line: String) { self.init(line[...]) }
    }

    let startLine: String
    let fields: [Field]
    /// Of a response; 0: it is a request.
    let status: Int

    init?(_ text: String) {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: true)
        guard let first = lines.first else { return nil }
        startLine = String(first)
        var fields: [Field] = []
        for line in lines.dropFirst() {
            guard let field = Field(line) else { return nil }
            fields.append(field)
        }
        self.fields = fields
        let words = first.split(separator: " ", maxSplits: 2)
        guard words.count >= 2 else { return nil }
        status = words[0].hasPrefix("HTTP/") ? Int(words[1]) ?? -1 : 0
    }

    /// 1xx but 101.
    var isInterim: Bool { (100..<200).contains(status) && status != 101 }
    /// Of a request: method and target.
    var words: [Substring] { startLine.split(separator: " ") }

    func values(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    func value(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    func says(_ option: String) -> Bool {
        values("connection").contains { $0.lowercased().split(separator: ",").contains { $0.trimmed == option } }
    }
}

extension StringProtocol {
    var trimmed: String {
        var part = self[...]
        while let first = part.first, first.isWhitespace { part.removeFirst() }
        while let last = part.last, last.isWhitespace { part.removeLast() }
        return String(part)
    }
}
