import NIOCore
import WeirCore
import WeirModel

/// Puts the fields of one header block together as they are decompressed, within limits, and judges them
/// (RFC 9113 §8.2–8.3).
///
/// Field lines are kept as HTTP/1 would have them, `name: value` CRLF, so that a head of either version is forwarded by
/// the same code. Values of pseudo-fields stand before them.
struct HTTP2HeadReader {
    /// What a block may be.
    enum Kind: Equatable { case request, response, trailers }

    private(set) var block = FieldBlock()
    /// Set by the first thing that is wrong; what comes after it is not kept.
    private(set) var fault: FaultKind?
    private var method: ByteRange?
    private var scheme: ByteRange?
    private var authority: ByteRange?
    private var path: ByteRange?
    private var status: ByteRange?
    private var protocolName: ByteRange?
    /// Bytes of all fields as HTTP/1 would have them, kept or not.
    private(set) var size = 0
    private(set) var kind = Kind.request
    /// A block has begun and has not been taken.
    private(set) var isOpen = false
    private let limits: Limits

    init(limits: Limits) {
        self.limits = limits
    }

    mutating func begin(_ kind: Kind) {
        self.kind = kind
        forget()
        isOpen = true
    }

    /// The block has been taken: nothing may point into it any more.
    private mutating func forget() {
        isOpen = false
        block.removeAll()
        fault = nil
        method = nil
        scheme = nil
        authority = nil
        path = nil
        status = nil
        protocolName = nil
        size = 0
    }

    /// A block so far over its limit that decompressing it is itself the attack.
    var isBomb: Bool { size > 4 * limits.headerBytes }

    mutating func fail(_ kind: FaultKind) {
        fault = fault ?? kind
    }

    /// One field. Malformed ones are a fault, whatever the library let pass.
    mutating func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        size &+= name.count &+ value.count &+ 4
        guard fault == nil else { return }
        guard size <= limits.headerBytes else { return fail(.headerTooLarge) }
        guard unsafe Self.isValue(value) else { return fail(.badRequest) }
        if unsafe name.first == UInt8(ascii: ":") { return unsafe appendPseudo(name, value) }
        guard block.fields.count < limits.headerCount else { return fail(.headerTooLarge) }
        guard unsafe Self.isName(name) else { return fail(.badRequest) }
        let start = block.bytes.count
        unsafe block.bytes.append(contentsOf: name)
        block.bytes.append(UInt8(ascii: ":"))
        block.bytes.append(0x20)
        unsafe block.bytes.append(contentsOf: value)
        block.bytes.append(0x0d)
        block.bytes.append(0x0a)
        let nameEnd = start + name.count
        let valueStart = nameEnd + 2
        block.fields.append(
            Field(
                name: ByteRange(start, nameEnd), value: ByteRange(valueStart, valueStart + value.count),
                known: KnownField(name: block.bytes.span, start, nameEnd)))
    }

    /// RFC 9113 §8.3: known ones, each once, before all other fields.
    private mutating func appendPseudo(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        guard kind != .trailers, block.fields.isEmpty else { return fail(.badRequest) }
        let range = ByteRange(block.bytes.count, block.bytes.count + value.count)
        let isRequest = kind == .request
        if isRequest, unsafe Self.equal(name, ":method"), method == nil {
            method = range
        } else if isRequest, unsafe Self.equal(name, ":scheme"), scheme == nil {
            scheme = range
        } else if isRequest, unsafe Self.equal(name, ":authority"), authority == nil {
            authority = range
        } else if isRequest, unsafe Self.equal(name, ":path"), path == nil {
            path = range
        } else if isRequest, unsafe Self.equal(name, ":protocol"), protocolName == nil {
            protocolName = range
        } else if !isRequest, unsafe Self.equal(name, ":status"), status == nil {
            status = range
        } else {
            return fail(.badRequest)
        }
        unsafe block.bytes.append(contentsOf: value)
    }

    private static func equal(_ name: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        guard name.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<name.count where unsafe name[index] != text.utf8Start[index] { return false }
        return true
    }

    /// RFC 9113 §8.2.1: a token without upper case.
    private static func isName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count > 0 else { return false }
        for index in 0..<name.count {
            let byte = unsafe name[index]
            guard ByteSet.token.contains(byte), byte &- 0x41 >= 26 else { return false }
        }
        return true
    }

    /// RFC 9113 §8.2.1 and RFC 9110 §5.5: no control characters but tabs, no blanks around it.
    private static func isValue(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = unsafe value.first, let last = unsafe value.last else { return true }
        guard !first.isBlank, !last.isBlank else { return false }
        for index in 0..<value.count {
            let byte = unsafe value[index]
            guard byte >= 0x20 && byte != 0x7f || byte == 0x09 else { return false }
        }
        return true
    }
}

// MARK: Requests

extension HTTP2HeadReader {
    /// Moves the head out and judges it as a whole (RFC 9113 §8.3.1, §8.5; RFC 8441 §4).
    ///
    /// After a fault the head holds what was fine, for the log.
    mutating func takeRequest(into head: inout RequestHead, endsStream: Bool) -> RequestStep {
        head.reset()
        swap(&head.block, &block)
        defer { forget() }
        head.version = .http2
        do throws(Fault) {
            try fill(&head)
            if let fault { throw Fault(fault) }
            return try conclude(&head, endsStream)
        } catch {
            return .fault(error.kind)
        }
    }

    private func fill(_ head: inout RequestHead) throws(Fault) {
        guard let method, !method.isEmpty, method.count <= RequestLine.methodLimit,
            head.block.bytes[method.range].allSatisfy({ ByteSet.token.contains($0) })
        else { throw Fault(fault ?? .badRequest) }
        head.methodText = method
        head.method = Method(head.block.bytes.span, method)
        guard let path else { return }
        guard path.count <= limits.uriBytes else { throw Fault(.uriTooLong) }
        guard !path.isEmpty, head.block.bytes[path.range].allSatisfy({ ByteSet.target.contains($0) }) else {
            throw Fault(.badRequest)
        }
        head.target = path
    }

    private func conclude(_ head: inout RequestHead, _ endsStream: Bool) throws(Fault) -> RequestStep {
        let fields = try FramingFields(head.block)
        try refuseConnectionFields(head.block)
        let host = try host(of: head.block, fields)
        if head.method == .connect, protocolName == nil {
            guard path == nil, scheme == nil, authority != nil else { throw Fault(.badRequest) }
            return .refused(.methodNotAllowed, RequestFraming())
        }
        guard path != nil, let scheme, isHTTP(scheme, head.block) else { throw Fault(.badRequest) }
        guard host != nil || head.method == .options else { throw Fault(.badRequest) }
        let first = head.block.bytes[Int(head.target.lower)]
        guard first == UInt8(ascii: "/") || first == UInt8(ascii: "*") else { throw Fault(.badRequest) }
        if let protocolName {
            guard head.method == .connect else { throw Fault(.badRequest) }
            return try concludeExtended(protocolName, &head, fields, host)
        }
        try RequestTarget.resolve(&head, hostField: host)
        if endsStream, let length = fields.contentLength, length > 0 { throw Fault(.badRequest) }
        let framing = framing(fields, endsStream)
        if head.method == .trace { return .refused(.methodNotAllowed, framing) }
        if case .length(let length) = framing.body, let limit = limits.bodyBytes, length > limit {
            return .refused(.bodyTooLarge, framing)
        }
        if fields.expectation == .unknown { return .refused(.expectationFailed, framing) }
        return .head(framing)
    }

    /// A WebSocket is asked for as by the GET that it takes in HTTP/1.1: so it is routed (RFC 8441 §5). What is in DATA
    /// is bytes of the tunnel: there is no content, and no length of one.
    private func concludeExtended(
        _ name: ByteRange, _ head: inout RequestHead, _ fields: FramingFields, _ host: ByteRange?
    ) throws(Fault) -> RequestStep {
        guard fields.contentLength == nil else { throw Fault(.badRequest) }
        guard Bytes.equalIgnoringCase(head.block.bytes.span, name, "websocket") else {
            return .refused(.unsupportedProtocol, RequestFraming())
        }
        let start = head.block.bytes.count
        head.block.bytes.append(contentsOf: "GET".utf8)
        head.methodText = ByteRange(start, start + 3)
        head.method = .get
        try RequestTarget.resolve(&head, hostField: host)
        if fields.expectation == .unknown { return .refused(.expectationFailed, RequestFraming()) }
        return .head(RequestFraming(upgrade: .webSocket))
    }

    /// Fields about a connection have no place here, `te` but for trailers neither (RFC 9113 §8.2.2).
    private func refuseConnectionFields(_ block: FieldBlock) throws(Fault) {
        let bytes = block.bytes.span
        for field in block.fields {
            switch field.known {
            case .connection, .keepAlive, .proxyConnection, .transferEncoding, .upgrade: throw Fault(.badRequest)
            case .te:
                guard Bytes.equalIgnoringCase(bytes, field.value, "trailers") else { throw Fault(.badRequest) }
            case .other, .accept, .authorization, .cacheControl, .contentLength, .contentType, .cookie, .date, .expect,
                .expires, .forwarded, .host, .http2Settings, .location, .maxForwards, .proxyAuthenticate,
                .proxyAuthorization, .server, .setCookie, .trailer, .userAgent, .via, .xForwardedFor, .xForwardedHost,
                .xForwardedPort, .xForwardedProto, .xLoadBalancer, .xRealIP, .xRequestID:
                break
            }
        }
    }

    /// `:authority`, or `Host` where there is none; both must say the same (RFC 9113 §8.3.1).
    private func host(of block: FieldBlock, _ fields: FramingFields) throws(Fault) -> ByteRange? {
        guard let authority else { return fields.host }
        guard let host = fields.host else { return authority }
        let bytes = block.bytes.span
        guard Bytes.equalIgnoringCase(bytes, host, bytes.extracting(authority.range)) else { throw Fault(.badRequest) }
        return authority
    }

    private func isHTTP(_ scheme: ByteRange, _ block: FieldBlock) -> Bool {
        let bytes = block.bytes.span
        return Bytes.equalIgnoringCase(bytes, scheme, "https") || Bytes.equalIgnoringCase(bytes, scheme, "http")
    }

    private func framing(_ fields: FramingFields, _ endsStream: Bool) -> RequestFraming {
        let length = fields.contentLength.map(BodyFraming.length)
        let body: BodyFraming = endsStream ? length ?? .none : length ?? .chunked
        let hasBody = body != .none && body != .length(0)
        return RequestFraming(
            body: body, keepAlive: true, expectsContinue: fields.expectation == .continues && hasBody)
    }
}

// MARK: Responses

extension HTTP2HeadReader {
    /// Moves the head out and judges it as a whole (RFC 9113 §8.3.2).
    mutating func takeResponse(
        into head: inout ResponseHead, answering method: Method, endsStream: Bool
    ) -> ResponseStep {
        head.reset()
        swap(&head.block, &block)
        defer { forget() }
        head.version = .http2
        head.reason = .empty
        do throws(Fault) {
            if let fault { throw Fault(fault) }
            guard let status, status.count == 3, let number = Bytes.decimal(head.block.bytes.span, status),
                number >= 100, number < 600, number != 101
            else { throw Fault(.badResponse) }
            head.status = Int(number)
            guard !head.isInterim || !endsStream else { throw Fault(.badResponse) }
            return .head(try framing(of: head, answering: method, endsStream))
        } catch {
            return .fault(.badResponse)
        }
    }

    private func framing(
        of head: ResponseHead, answering method: Method, _ endsStream: Bool
    ) throws(Fault) -> ResponseFraming {
        let fields = try FramingFields(head.block)
        try refuseConnectionFields(head.block)
        if method == .head || head.status < 200 || head.status == 204 || head.status == 304 {
            let announces = method == .head && head.status >= 200 && head.status != 204 || head.status == 304
            return ResponseFraming(body: .none, announcedLength: announces ? fields.contentLength : nil)
        }
        if endsStream {
            guard fields.contentLength ?? 0 == 0 else { throw Fault(.badResponse) }
            return ResponseFraming(body: .length(0))
        }
        return ResponseFraming(body: fields.contentLength.map(BodyFraming.length) ?? .chunked)
    }
}

// MARK: Trailers

extension HTTP2HeadReader {
    /// Moves a trailer section out, without the fields that have no place in one (RFC 9110 §6.5.1).
    mutating func takeTrailers() throws(Fault) -> FieldBlock {
        var trailers = FieldBlock()
        swap(&trailers, &block)
        defer { forget() }
        if let fault { throw Fault(fault) }
        let bytes = trailers.bytes
        trailers.fields.removeAll { !TrailerRules.allows($0, bytes.span) }
        return trailers
    }
}
