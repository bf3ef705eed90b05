/// A request as the strict reader takes it, from its first byte to its last.
struct StrictRequest {
    var head: StrictReader.Head
    var method: [UInt8]
    var target: [UInt8]
    var framing: StrictReader.Body
    var body: [UInt8] = []
    var trailers: [StrictField] = []
    /// Where the request ended.
    var end: Int

    /// The head alone; `end` is where it ends. Nil while it is not complete.
    init?(headIn bytes: [UInt8], from start: Int = 0) throws(StrictReader.Malformed) {
        guard let head = try StrictReader.head(bytes, from: start) else { return nil }
        self.head = head
        let parts = head.startLine.split(separator: 32, omittingEmptySubsequences: false).map(Array.init)
        guard parts.count == 3 else { throw StrictReader.Malformed("a request line of other than three parts") }
        method = parts[0]
        target = parts[1]
        guard StrictReader.isToken(method) else { throw StrictReader.Malformed("a method that is no token") }
        guard !target.isEmpty, target.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 35 }) else {
            throw StrictReader.Malformed("a target with bytes that no target has")
        }
        let version = parts[2]
        guard version.count == 8, version.starts(with: "HTTP/1.".utf8), version[7] >= 48, version[7] <= 57 else {
            throw StrictReader.Malformed("another version")
        }
        let hosts = head.values("host").count
        guard hosts == 1 || hosts == 0 && version[7] == 48 else { throw StrictReader.Malformed("not one Host") }
        framing = try StrictReader.body(of: head)
        guard framing != .chunked || version[7] > 48 else { throw StrictReader.Malformed("chunks in HTTP/1.0") }
        end = head.end
    }

    /// Head and body. Nil while it is not complete.
    init?(_ bytes: [UInt8], from start: Int = 0) throws(StrictReader.Malformed) {
        guard let request = try StrictRequest(headIn: bytes, from: start) else { return nil }
        self = request
        switch framing {
        case .none: break
        case .length(let length):
            guard length <= bytes.count - end else { return nil }
            body = Array(bytes[end..<end + length])
            end += length
        case .chunked:
            guard let chunks = try StrictChunks(bytes, from: end) else { return nil }
            body = chunks.data
            trailers = chunks.trailers
            end = chunks.end
        }
    }

    /// Bytes that must be requests, one after the other. A last one that is not complete is left out.
    static func all(_ bytes: [UInt8]) throws(StrictReader.Malformed) -> (requests: [StrictRequest], rest: [UInt8]) {
        var requests: [StrictRequest] = []
        var position = 0
        while position < bytes.count, let request = try StrictRequest(bytes, from: position) {
            requests.append(request)
            position = request.end
        }
        return (requests, Array(bytes[position...]))
    }
}

/// A response's head as the strict reader takes it.
struct StrictResponse {
    var head: StrictReader.Head
    var status: Int
    var framing: StrictReader.Body

    /// Nil while the head is not complete.
    init?(headIn bytes: [UInt8], from start: Int = 0) throws(StrictReader.Malformed) {
        guard let head = try StrictReader.head(bytes, from: start) else { return nil }
        self.head = head
        let line = head.startLine
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[7] >= 48, line[7] <= 57, line[8] == 32 else {
            throw StrictReader.Malformed("no status line")
        }
        let digits = line[9..<12]
        guard digits.allSatisfy({ $0 >= 48 && $0 <= 57 }),
            let status = Int(String(decoding: digits, as: UTF8.self)), status >= 100, status < 600
        else { throw StrictReader.Malformed("no status") }
        self.status = status
        // The space before a reason that is not there may be missing: a leniency on which nothing depends.
        guard line.count == 12 || line[12] == 32 else { throw StrictReader.Malformed("no space behind the status") }
        framing = try StrictReader.body(of: head)
        guard framing != .chunked || line[7] > 48 else { throw StrictReader.Malformed("chunks in HTTP/1.0") }
    }
}

/// A chunked body (RFC 9112 §7.1).
struct StrictChunks {
    var data: [UInt8] = []
    var trailers: [StrictField] = []
    var end = 0
    /// Bytes behind sizes, in all and at most in one line; what is read over must be bounded.
    var extensionBytes = 0
    var longestSizeLine = 0
    /// Bytes of the trailer section, its empty line included.
    var trailerBytes = 0

    /// Nil while the end has not come.
    init?(_ bytes: [UInt8], from start: Int = 0) throws(StrictReader.Malformed) {
        var position = start
        while true {
            guard let line = try StrictReader.line(bytes, from: position) else { return nil }
            let size = try take(sizeLine: bytes[position..<line])
            position = line + 2
            if size == 0 { break }
            guard size <= bytes.count - position else { return nil }
            data += bytes[position..<position + size]
            position += size
            guard position < bytes.count else { return nil }
            guard bytes[position] == 13 else { throw StrictReader.Malformed("no CR behind a chunk") }
            guard position + 1 < bytes.count else { return nil }
            guard bytes[position + 1] == 10 else { throw StrictReader.Malformed("no LF behind a chunk") }
            position += 2
        }
        let section = position
        while true {
            guard let line = try StrictReader.line(bytes, from: position) else { return nil }
            if line == position {
                end = line + 2
                trailerBytes = end - section
                return
            }
            trailers.append(try StrictField(bytes[position..<line]))
            position = line + 2
        }
    }

    private mutating func take(sizeLine: ArraySlice<UInt8>) throws(StrictReader.Malformed) -> Int {
        let digits = sizeLine.prefix { "0123456789abcdefABCDEF".utf8.contains($0) }
        guard !digits.isEmpty, digits.count <= 16, let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw StrictReader.Malformed("no chunk size") }
        let rest = sizeLine.dropFirst(digits.count)
        if !rest.isEmpty {
            guard StrictReader.trimmed(rest).first == 59 else { throw StrictReader.Malformed("no chunk extension") }
        }
        extensionBytes += rest.count
        longestSizeLine = max(longestSizeLine, sizeLine.count + 2)
        return size
    }
}
