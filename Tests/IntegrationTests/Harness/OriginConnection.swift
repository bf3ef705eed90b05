import Glibc

/// One connection that a scripted origin accepted; used by its script, on a thread of its own.
final class OriginConnection {
    /// Counted from 0.
    let number: Int
    let socket: Socket
    private let reader: MessageReader
    private let origin: ScriptedOrigin

    init(_ socket: Socket, number: Int, origin: ScriptedOrigin) {
        self.socket = socket
        self.number = number
        self.origin = origin
        reader = MessageReader(socket)
    }

    /// Every byte that came on this connection.
    var received: [UInt8] { reader.received }

    /// The next request with its body, which is then among `ScriptedOrigin.requests`; nil when the peer closed.
    func request(within seconds: Double = 20) throws -> OriginRequest? {
        guard var request = try head(within: seconds) else { return nil }
        try readBody(of: &request, within: seconds)
        origin.note(request)
        return request
    }

    /// The head of the next request; nil when the peer closed. Not noted before its body has been read.
    func head(within seconds: Double = 20) throws -> OriginRequest? {
        guard let head = try reader.head(by: Deadline(seconds: seconds)) else { return nil }
        return OriginRequest(connection: number, head: head)
    }

    func readBody(of request: inout OriginRequest, within seconds: Double = 20) throws {
        let deadline = Deadline(seconds: seconds)
        if request.head.isChunked {
            (request.body, request.trailers) = try reader.chunks(by: deadline)
        } else if let length = request.head.contentLength {
            request.body = try reader.bytes(length, by: deadline)
        }
    }

    /// Exactly this many bytes.
    func bytes(_ count: Int, within seconds: Double = 20) throws -> [UInt8] {
        try reader.bytes(count, by: Deadline(seconds: seconds))
    }

    /// Reads so many bytes and forgets them.
    func discard(_ count: Int, within seconds: Double = 20) throws {
        try reader.discard(count, by: Deadline(seconds: seconds))
    }

    /// Plays a slow server: takes `step` bytes, then none for `pause` milliseconds, and so on.
    func discardSlowly(_ count: Int, step: Int, pause: Int32) throws {
        for _ in 0..<count / step {
            try discard(step)
            poll(nil, 0, pause)
        }
    }

    /// Bytes as they come, for scripts that are no HTTP.
    func some(within seconds: Double = 20) throws -> [UInt8] {
        try reader.some(by: Deadline(seconds: seconds))
    }

    func send(_ text: String) throws {
        try socket.send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        try socket.send(bytes)
    }

    /// A whole response with `Content-Length`.
    func respond(_ body: String = "hello", status: String = "200 OK", fields: String...) throws {
        let lines = fields.map { "\($0)\r\n" }.joined()
        try send("HTTP/1.1 \(status)\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Waits until the other side closes; then `ScriptedOrigin.waitForClosed` returns.
    func waitForClose(within seconds: Double = 20) throws {
        do {
            _ = try reader.rest(by: Deadline(seconds: seconds))
        } catch Socket.Ending.reset {}
        origin.noteClosedByPeer()
    }

    /// Closes with a reset.
    func reset() {
        socket.reset()
    }

    func close() {
        socket.close()
    }
}
