import WeirCore

/// `method SP request-target SP HTTP-version` (RFC 9112 §3), single spaces only.
struct RequestLine: Sendable {
    /// Longer methods than any registered one (the longest has 17 characters) are refused.
    static let methodLimit = 32
    /// Bytes that a line may have besides its target.
    static let overhead = 64

    var method: Method
    var methodText: ByteRange
    var target: ByteRange
    var version: HTTPVersion

    /// From the first bytes of a head up to the CR of its first line, or to where the line is longer than it may be:
    /// the checks are in the order of the bytes, so that a longer line is refused for what its first bytes say.
    ///
    /// - Throws: `badRequest`, `uriTooLong`, `unsupportedVersion`.
    init(_ bytes: Span<UInt8>, end: Int, uriLimit: Int) throws(Fault) {
        var index = 0
        while index < end, index <= Self.methodLimit, ByteSet.token.contains(bytes[index]) { index += 1 }
        guard index > 0, index < end, index <= Self.methodLimit, bytes[index] == 0x20 else {
            throw Fault(.badRequest)
        }
        methodText = ByteRange(0, index)
        method = Method(bytes, methodText)
        let start = index + 1
        index = start
        while index < end, index - start <= uriLimit, ByteSet.target.contains(bytes[index]) { index += 1 }
        guard index - start <= uriLimit else { throw Fault(.uriTooLong) }
        guard index > start, index < end, bytes[index] == 0x20 else { throw Fault(.badRequest) }
        target = ByteRange(start, index)
        guard let version = Self.version(bytes, index + 1, end) else { throw Fault(.badRequest) }
        self.version = version
        guard bytes[index + 6] == UInt8(ascii: "1") else { throw Fault(.unsupportedVersion) }
    }

    /// The method of a line that is otherwise at fault, as the answer to HEAD has no body whatever it says.
    static func method(_ bytes: Span<UInt8>) -> Method {
        var end = 0
        while end < bytes.count, end <= methodLimit, ByteSet.token.contains(bytes[end]) { end += 1 }
        guard end < bytes.count, bytes[end] == 0x20 else { return .other }
        return Method(bytes, ByteRange(0, end))
    }

    /// `HTTP/` digit `.` digit, case-sensitive (RFC 9112 §2.3). Of major version 1, a minor version above 1 is taken as
    /// the highest one known (RFC 9110 §2.5).
    private static func version(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> HTTPVersion? {
        guard end - start == 8, Bytes.equal(bytes, start, start + 5, "HTTP/"), bytes[start + 5].isDigit,
            bytes[start + 6] == UInt8(ascii: "."), bytes[start + 7].isDigit
        else { return nil }
        return bytes[start + 7] == UInt8(ascii: "0") ? .http1_0 : .http1_1
    }
}

extension RequestHead {
    mutating func take(_ line: RequestLine) {
        method = line.method
        methodText = line.methodText
        target = line.target
        version = line.version
    }
}

extension Method {
    /// By the bytes of a method, which are compared with case (RFC 9110 §9.1).
    init(_ bytes: Span<UInt8>, _ range: ByteRange) {
        let start = Int(range.lower)
        let end = Int(range.upper)
        self =
            switch range.count {
            case 3: Bytes.equal(bytes, start, end, "GET") ? .get : Bytes.equal(bytes, start, end, "PUT") ? .put : .other
            case 4:
                Bytes.equal(bytes, start, end, "POST") ? .post : Bytes.equal(bytes, start, end, "HEAD") ? .head : .other
            case 5:
                Bytes.equal(bytes, start, end, "PATCH")
                    ? .patch : Bytes.equal(bytes, start, end, "TRACE") ? .trace : .other
            case 6: Bytes.equal(bytes, start, end, "DELETE") ? .delete : .other
            case 7:
                Bytes.equal(bytes, start, end, "OPTIONS")
                    ? .options : Bytes.equal(bytes, start, end, "CONNECT") ? .connect : .other
            default: .other
            }
    }
}
