import Glibc

/// A TCP client for tests that count bytes.
final class RawClient {
    let socket: Socket
    private let reader: MessageReader

    /// - Parameter receiveBuffer: bytes that the system may keep unread; small for a reader that is to be slow.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        socket = try Socket(port: port, receiveBuffer: receiveBuffer)
        reader = MessageReader(socket)
    }

    deinit {
        socket.close()
    }

    func send(_ text: String) throws {
        try socket.send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        try socket.send(bytes)
    }

    /// Sends a GET without a body.
    func get(_ target: String = "/", host: String = "localhost", fields: String...) throws {
        try send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n")
    }

    /// The next response, interim ones included.
    /// - Parameter answering: the request's method; a response to HEAD has no body.
    func response(answering method: String = "GET", within seconds: Double = 10) throws -> RawResponse {
        let deadline = Deadline(seconds: seconds)
        guard let head = try reader.head(by: deadline) else {
            throw HarnessFailure("the connection was closed where a response should be")
        }
        var response = RawResponse(head: head, body: [])
        let status = response.status
        if method == "HEAD" || status < 200 || status == 204 || status == 304 { return response }
        if head.isChunked {
            (response.body, response.trailers) = try reader.chunks(by: deadline)
        } else if let length = head.contentLength {
            response.body = try reader.bytes(length, by: deadline)
        } else {
            response.body = try reader.rest(by: deadline)
        }
        return response
    }

    /// Exactly this many bytes.
    func bytes(_ count: Int, within seconds: Double = 10) throws -> [UInt8] {
        try reader.bytes(count, by: Deadline(seconds: seconds))
    }

    /// Reads so many bytes and forgets them.
    func discard(_ count: Int, within seconds: Double = 20) throws {
        try reader.discard(count, by: Deadline(seconds: seconds))
    }

    /// Plays a reader on a slow line: takes `step` bytes, then none for `pause` milliseconds, and so on.
    func discardSlowly(_ count: Int, step: Int, pause: Int32) throws {
        for _ in 0..<count / step {
            try discard(step)
            poll(nil, 0, pause)
        }
    }

    /// The head of the next response alone.
    func head(within seconds: Double = 10) throws -> MessageHead {
        guard let head = try reader.head(by: Deadline(seconds: seconds)) else {
            throw HarnessFailure("the connection was closed where a head should be")
        }
        return head
    }

    /// What there is to read next.
    func some(within seconds: Double = 10) throws -> [UInt8] {
        try reader.some(by: Deadline(seconds: seconds))
    }

    /// All that comes until the other side closes, as text; a reset throws `Socket.Ending.reset`.
    func rest(within seconds: Double = 10) throws -> String {
        String(decoding: try reader.rest(by: Deadline(seconds: seconds)))
    }

    /// Whether the other side closes, in whatever manner, without sending another byte.
    func isClosed(within seconds: Double = 10) -> Bool {
        do {
            return try reader.rest(by: Deadline(seconds: seconds)).isEmpty
        } catch Socket.Ending.reset {
            return true
        } catch {
            return false
        }
    }

    func closeSending() {
        socket.closeSending()
    }

    func close() {
        socket.close()
    }
}
