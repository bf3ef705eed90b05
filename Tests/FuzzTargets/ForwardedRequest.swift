/// A request as a server got it.
struct ForwardedRequest {
    let message: StrictRequest
    /// `X-Request-Id`.
    let id: String
    /// Its end has come.
    let isWhole: Bool

    /// All that came on one connection. Bytes that are no requests are a violation, a last one that was cut is not.
    ///
    /// - Parameter isTunnel: what follows a request for another protocol is not looked at.
    static func all(_ bytes: [UInt8], isTunnel: Bool) throws(Violation) -> [ForwardedRequest] {
        var requests: [ForwardedRequest] = []
        var position = 0
        do throws(StrictReader.Malformed) {
            while position < bytes.count {
                if let message = try StrictRequest(bytes, from: position) {
                    requests.append(try ForwardedRequest(message, isWhole: true))
                    position = message.end
                    if isTunnel, !message.head.values("upgrade").isEmpty { return requests }
                } else {
                    guard var message = try StrictRequest(headIn: bytes, from: position) else { break }
                    message.body = StrictRequest.beginning(of: message, bytes)
                    requests.append(try ForwardedRequest(message, isWhole: false))
                    break
                }
            }
        } catch {
            throw Violation("a server gets what is no request: \(error.reason): \(visible(bytes))")
        }
        return requests
    }

    init(_ message: StrictRequest, isWhole: Bool) throws(StrictReader.Malformed) {
        let ids = message.head.values("x-request-id")
        guard ids.count == 1 else { throw StrictReader.Malformed("\(ids.count) request ids") }
        self.message = message
        self.isWhole = isWhole
        id = String(decoding: ids[0], as: UTF8.self)
    }

    /// Whether it is what a client sent: method, target, body and trailers.
    func isOf(_ sent: StrictRequest) -> Bool {
        guard sent.method == message.method, sent.forwardedTarget == message.target else { return false }
        guard isWhole else { return sent.body.starts(with: message.body) }
        let nominated = StrictReader.members(sent.head.values("connection"))
        let trailers = sent.trailers.filter { !nominated.contains($0.name) }
        return sent.body == message.body && message.trailers.allSatisfy(trailers.contains)
    }
}

extension StrictRequest {
    /// In origin-form or as `*` (RFC 9112 §3.2.1, §3.2.4).
    var forwardedTarget: [UInt8] {
        guard let first = target.first, first != 47, first != 42 else { return target }
        let rest = target.drop { $0 != 47 }.dropFirst(2)
        let tail = Array(rest.drop { $0 != 47 && $0 != 63 })
        if tail.isEmpty { return method == Array("OPTIONS".utf8) ? [42] : [47] }
        return tail.first == 63 ? [47] + tail : tail
    }

    /// What is there of a body that is not whole.
    static func beginning(of request: StrictRequest, _ bytes: [UInt8]) -> [UInt8] {
        switch request.framing {
        case .none: []
        case .length(let length): Array(bytes[request.end...].prefix(length))
        case .chunked: StrictChunks.beginning(bytes, from: request.end)
        }
    }
}

extension StrictChunks {
    /// Data up to where the chunks end or are none any more.
    static func beginning(_ bytes: [UInt8], from start: Int) -> [UInt8] {
        var data: [UInt8] = []
        var position = start
        while let line = try? StrictReader.line(bytes, from: position) {
            let digits = bytes[position..<line].prefix { "0123456789abcdefABCDEF".utf8.contains($0) }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size > 0 else { break }
            position = line + 2
            data += bytes[position...].prefix(size)
            guard size <= bytes.count - position else { break }
            position += size
            guard bytes[position...].starts(with: [13, 10]) else { break }
            position += 2
        }
        return data
    }
}
