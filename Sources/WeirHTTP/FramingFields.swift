import WeirCore

/// What the fields of a head say about the message's framing and its connection (RFC 9112 §6.3, §9; RFC 9110 §7.6.1).
struct FramingFields {
    /// More connection options than anyone has use for are refused: each is compared with each field when forwarding.
    static let connectionOptionLimit = 32

    enum Expectation { case none, continues, unknown }

    var contentLength: Int64?
    var isChunked = false
    /// Value of the one `Host` field.
    var host: ByteRange?
    var saysClose = false
    var saysKeepAlive = false
    var saysUpgrade = false
    /// There is an `Upgrade` field, and it names no version of HTTP and no TLS: those are this hop's own business, and
    /// a server that switched to them would be spoken to past Weir's rules.
    var offersProtocol = false
    var expectation = Expectation.none
    private var namesHTTP = false
    private var options = 0

    /// - Throws: `badRequest` for framing that two recipients could read differently: more than one length, host or
    ///   coding, a length that is no number, any coding but `chunked`, a length with a coding.
    init(_ block: FieldBlock) throws(Fault) {
        let bytes = block.bytes.span
        for field in block.fields {
            switch field.known {
            case .contentLength: try readLength(bytes, field.value)
            case .transferEncoding: try readCoding(bytes, field.value)
            case .host:
                guard host == nil else { throw Fault(.badRequest) }
                host = field.value
            case .connection: try readOptions(bytes, field.value)
            case .upgrade: readProtocols(bytes, field.value)
            case .expect: readExpectation(bytes, field.value)
            case .other, .accept, .authorization, .cacheControl, .contentType, .cookie, .date, .expires, .forwarded,
                .http2Settings, .keepAlive, .location, .maxForwards, .proxyAuthenticate, .proxyAuthorization,
                .proxyConnection, .server, .setCookie, .te, .trailer, .userAgent, .via, .xForwardedFor,
                .xForwardedHost, .xForwardedPort, .xForwardedProto, .xLoadBalancer, .xRealIP, .xRequestID:
                break
            }
        }
        if isChunked, contentLength != nil { throw Fault(.badRequest) }
        if namesHTTP { offersProtocol = false }
    }

    /// Whether the connection goes on after the message (RFC 9112 §9.3).
    func keepsAlive(_ version: HTTPVersion) -> Bool {
        switch version {
        case .http1_0: saysKeepAlive && !saysClose
        case .http1_1, .http2: !saysClose
        }
    }

    private mutating func readLength(_ bytes: Span<UInt8>, _ value: ByteRange) throws(Fault) {
        guard contentLength == nil, let length = Bytes.decimal(bytes, value) else { throw Fault(.badRequest) }
        contentLength = length
    }

    private mutating func readCoding(_ bytes: Span<UInt8>, _ value: ByteRange) throws(Fault) {
        guard !isChunked, Bytes.equalIgnoringCase(bytes, value, "chunked") else { throw Fault(.badRequest) }
        isChunked = true
    }

    private mutating func readOptions(_ bytes: Span<UInt8>, _ value: ByteRange) throws(Fault) {
        var list = FieldList(value)
        while let option = list.next(bytes) {
            options += 1
            guard options <= Self.connectionOptionLimit else { throw Fault(.badRequest) }
            if Bytes.equalIgnoringCase(bytes, option, "close") {
                saysClose = true
            } else if Bytes.equalIgnoringCase(bytes, option, "keep-alive") {
                saysKeepAlive = true
            } else if Bytes.equalIgnoringCase(bytes, option, "upgrade") {
                saysUpgrade = true
            }
        }
    }

    private mutating func readProtocols(_ bytes: Span<UInt8>, _ value: ByteRange) {
        var list = FieldList(value)
        while let member = list.next(bytes) {
            offersProtocol = true
            var end = Int(member.lower)
            while end < Int(member.upper), bytes[end] != UInt8(ascii: "/") { end += 1 }
            let name = ByteRange(Int(member.lower), end)
            if Bytes.equalIgnoringCase(bytes, name, "h2c") || Bytes.equalIgnoringCase(bytes, name, "h2")
                || Bytes.equalIgnoringCase(bytes, name, "http") || Bytes.equalIgnoringCase(bytes, name, "tls")
            {
                namesHTTP = true
            }
        }
    }

    private mutating func readExpectation(_ bytes: Span<UInt8>, _ value: ByteRange) {
        var list = FieldList(value)
        while let member = list.next(bytes) {
            if !Bytes.equalIgnoringCase(bytes, member, "100-continue") {
                expectation = .unknown
            } else if expectation == .none {
                expectation = .continues
            }
        }
    }
}
