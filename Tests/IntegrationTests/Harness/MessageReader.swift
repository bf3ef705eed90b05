/// Takes HTTP/1 messages off a socket; simple and lenient, for the tests' own clients and servers.
final class MessageReader {
    let socket: Socket
    /// Bytes read but not taken yet.
    private(set) var pending: [UInt8] = []
    /// Every byte that came, in order.
    private(set) var received: [UInt8] = []

    init(_ socket: Socket) {
        self.socket = socket
    }

    /// Start line and fields as they came, with the empty line; nil when the peer closed before the first byte.
    func head(by deadline: Deadline) throws -> MessageHead? {
        let end: [UInt8] = Array("\r\n\r\n".utf8)
        while true {
            if let range = pending.firstRange(of: end) { return MessageHead(String(decoding: take(range.upperBound))) }
            do {
                try fill(by: deadline)
            } catch Socket.Ending.closed where pending.isEmpty {
                return nil
            }
        }
    }

    /// Exactly this many bytes.
    func bytes(_ count: Int, by deadline: Deadline) throws -> [UInt8] {
        while pending.count < count { try fill(by: deadline) }
        return take(count)
    }

    /// Reads so many bytes and forgets them; for bodies that are not to be held.
    func discard(_ count: Int, by deadline: Deadline) throws {
        var left = count - take(min(count, pending.count)).count
        while left > 0 { left -= try socket.receive(limit: min(left, 256 * 1024), by: deadline).count }
    }

    /// The content of a chunked body and its trailer lines.
    func chunks(by deadline: Deadline) throws -> (content: [UInt8], trailers: [String]) {
        var content: [UInt8] = []
        while true {
            let line = try line(by: deadline)
            let digits = line.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
            guard let size = Int(digits, radix: 16) else { throw HarnessFailure("no chunk size: \(line)") }
            guard size > 0 else { break }
            content += try bytes(size, by: deadline)
            guard try bytes(2, by: deadline) == [13, 10] else { throw HarnessFailure("a chunk without its end") }
        }
        var trailers: [String] = []
        while case let text = try line(by: deadline), !text.isEmpty { trailers.append(text) }
        return (content, trailers)
    }

    /// All that comes until the peer closes.
    func rest(by deadline: Deadline) throws -> [UInt8] {
        do {
            while true { try fill(by: deadline) }
        } catch Socket.Ending.closed {
            return take(pending.count)
        }
    }

    /// All that is there, and what comes with the next read.
    func some(by deadline: Deadline) throws -> [UInt8] {
        if pending.isEmpty { try fill(by: deadline) }
        return take(pending.count)
    }

    private func line(by deadline: Deadline) throws -> String {
        while true {
            if let range = pending.firstRange(of: [13, 10]) {
                return String(decoding: take(range.upperBound).dropLast(2), as: UTF8.self)
            }
            try fill(by: deadline)
        }
    }

    private func fill(by deadline: Deadline) throws {
        let bytes = try socket.receive(by: deadline)
        pending += bytes
        received += bytes
    }

    private func take(_ count: Int) -> [UInt8] {
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }
}
