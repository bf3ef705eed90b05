import NIOCore

/// One request of one client, and all that becomes known of it.
final class SimulatedRequest {
    enum Framing: Equatable { case none, length, chunked }

    /// What a tunnel carries, once the server agrees to one.
    struct Tunnel {
        /// Bytes that the client sends, and that the server does.
        var up, down: Int
        var isClosedByClient: Bool
    }

    /// Unique in its world; stands in the path.
    let number: Int
    let method: String
    let target: String
    let framing: Framing
    /// Bytes.
    let body: Int
    let isHTTP10: Bool
    let expectsContinue: Bool
    let hasTrailers: Bool
    let saysClose: Bool
    let tunnel: Tunnel?

    // What the client knows.
    var connection: ClientConnection?
    var firstSent: NIODeadline?
    var isSentWhole = false
    /// The client has put garbage into it.
    var isSpoiled = false
    /// The server that the cookie sent names.
    var pinned: ServerName?
    var answers = 0
    /// Of the final response, as far as it came.
    var status = 0
    var answeredBy: ServerName?
    var received = 0
    var isCutShort = false
    var tunnelReceived = 0

    // What the servers know.
    var arrivals = 0
    var answerLength = 0
    var harmedBy: [Feature] = []
    var tunnelArrived = 0

    // What the log says.
    var lines: [LogLine] = []

    init(number: Int, path: String, draw: inout Draw, mayBeLarge: Bool) {
        self.number = number
        target = "/\(path)/\(number)"
        isHTTP10 = draw.chance(5)
        tunnel =
            !isHTTP10 && draw.chance(6)
            ? Tunnel(
                up: draw.among(0...(draw.chance(20) ? 700_000 : 20_000)),
                down: draw.among(0...(draw.chance(20) ? 700_000 : 20_000)), isClosedByClient: draw.chance(50)) : nil
        method = tunnel != nil ? "GET" : draw.one(of: ["GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE"])
        let hasBody = method == "POST" || method == "PUT" || method == "DELETE" && draw.chance(20)
        framing = !hasBody ? .none : isHTTP10 || draw.chance(50) ? .length : .chunked
        body = !hasBody ? 0 : mayBeLarge && draw.chance(12) ? draw.among(100_000...900_000) : draw.among(0...5_000)
        expectsContinue = body > 0 && !isHTTP10 && draw.chance(15)
        hasTrailers = framing == .chunked && draw.chance(20)
        saysClose = draw.chance(5)
    }

    /// Its connection has ended while an answer before its own was still to come.
    var hasLostPlace: Bool { connection.map { $0.isOver && $0.waiting.first !== self } ?? false }
    /// RFC 9110 §9.2.2.
    var isIdempotent: Bool { method != "POST" }
    var isBodyless: Bool { method == "HEAD" }
    var wasHarmed: Bool { !harmedBy.isEmpty }

    // MARK: As bytes

    func head(cookie: String?) -> ByteBuffer {
        var text = "\(method) \(target) HTTP/1.\(isHTTP10 ? 0 : 1)\r\nHost: weir.example\r\n"
        if let cookie { text += "Cookie: theme=dark; SERVERID=\(cookie); lang=en\r\n" }
        if tunnel != nil { text += "Connection: upgrade\r\nUpgrade: echo\r\n" }
        if saysClose { text += "Connection: close\r\n" }
        if isHTTP10, !saysClose { text += "Connection: keep-alive\r\n" }
        if expectsContinue { text += "Expect: 100-continue\r\n" }
        if hasTrailers { text += "TE: trailers\r\n" }
        switch framing {
        case .none: break
        case .length: text += "Content-Length: \(body)\r\n"
        case .chunked: text += "Transfer-Encoding: chunked\r\n"
        }
        return ByteBuffer(string: text + "\r\n")
    }

    func bodyBytes(_ draw: inout Draw) -> ByteBuffer {
        let pattern = BodyPattern(number)
        switch framing {
        case .none: return ByteBuffer()
        case .length: return pattern.bytes(from: 0, count: body)
        case .chunked:
            return ChunkedBytes.make(pattern, count: body, trailers: hasTrailers ? ["X-Sum: \(number)"] : [], &draw)
        }
    }
}

/// A body in chunks of random sizes.
enum ChunkedBytes {
    static func make(_ pattern: BodyPattern, count: Int, trailers: [String], _ draw: inout Draw) -> ByteBuffer {
        var buffer = ByteBuffer()
        var offset = 0
        while offset < count {
            let part = min(count - offset, max(1, draw.below(1 + max(16, count / 3))))
            buffer.writeString(String(part, radix: 16))
            if draw.chance(5) { buffer.writeString(";note=1") }
            buffer.writeString("\r\n")
            pattern.append(from: offset, count: part, to: &buffer)
            buffer.writeString("\r\n")
            offset += part
        }
        buffer.writeString("0\r\n")
        for trailer in trailers { buffer.writeString(trailer + "\r\n") }
        buffer.writeString("\r\n")
        return buffer
    }
}

/// A server's place in the configuration.
struct ServerName: Equatable, CustomStringConvertible {
    let upstream: Int
    let index: Int

    /// Its id.
    var description: String { "s\(upstream)-\(index)" }

    init(upstream: Int, index: Int) {
        self.upstream = upstream
        self.index = index
    }

    init?(_ text: String) {
        let parts = text.dropFirst().split(separator: "-").compactMap { Int($0) }
        guard text.hasPrefix("s"), parts.count == 2 else { return nil }
        self.init(upstream: parts[0], index: parts[1])
    }
}
