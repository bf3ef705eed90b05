import WeirCore

/// Takes a request target apart (RFC 9112 §3.2) and fills in what `RequestHead` says about it.
enum RequestTarget {
    /// Sets path, query, normalised path, authority and host of a head whose method, target and fields are known.
    ///
    /// - Parameter hostField: the value of the one `Host` field, nil if there is none.
    /// - Throws: `badRequest`.
    static func resolve(_ head: inout RequestHead, hostField: ByteRange?) throws(Fault) {
        if let hostField {
            guard let host = Authority.host(in: hostField, of: head.block.bytes) else { throw Fault(.badRequest) }
            head.authority = hostField
            head.host = host
        }
        try resolvePath(&head)
    }

    /// Sets path, query and normalised path; of an absolute-form target authority and host too.
    static func resolvePath(_ head: inout RequestHead) throws(Fault) {
        if head.method == .connect { return try resolveAuthorityForm(&head) }
        let first = head.block.bytes[Int(head.target.lower)]
        if first == UInt8(ascii: "/") {
            try splitPath(from: Int(head.target.lower), &head)
        } else if first == UInt8(ascii: "*") {
            guard head.target.count == 1, head.method == .options else { throw Fault(.badRequest) }
            head.path = head.target
            head.normalizedPath = head.target
        } else {
            try resolveAbsoluteForm(&head)
        }
    }

    /// RFC 9112 §3.2.3; a port is required.
    private static func resolveAuthorityForm(_ head: inout RequestHead) throws(Fault) {
        guard let host = Authority.host(in: head.target, of: head.block.bytes), host.upper + 1 < head.target.upper
        else {
            throw Fault(.badRequest)
        }
        head.authority = head.target
        head.host = host
    }

    /// RFC 9112 §3.2.2: the target's authority stands in for `Host`.
    private static func resolveAbsoluteForm(_ head: inout RequestHead) throws(Fault) {
        let target = head.target.range
        let start = schemeEnd(head.block.bytes.span, target.lowerBound, target.upperBound)
        guard let start else { throw Fault(.badRequest) }
        var end = start
        while end < target.upperBound, !isPathStart(head.block.bytes[end]) { end += 1 }
        let authority = ByteRange(start, end)
        guard let host = Authority.host(in: authority, of: head.block.bytes) else { throw Fault(.badRequest) }
        head.authority = authority
        head.host = host
        if end < target.upperBound, head.block.bytes[end] == UInt8(ascii: "/") {
            return try splitPath(from: end, &head)
        }
        setEmptyPath(&head, end)
    }

    /// Without a path, OPTIONS is for the server as a whole (RFC 9112 §3.2.4), all else for the root.
    private static func setEmptyPath(_ head: inout RequestHead, _ end: Int) {
        let upper = Int(head.target.upper)
        head.query = ByteRange(min(end + 1, upper), upper)
        let isServerWide = head.method == .options && end == upper
        head.block.bytes.append(isServerWide ? UInt8(ascii: "*") : UInt8(ascii: "/"))
        head.path = ByteRange(head.block.bytes.count - 1, head.block.bytes.count)
        head.normalizedPath = head.path
    }

    private static func splitPath(from start: Int, _ head: inout RequestHead) throws(Fault) {
        let upper = Int(head.target.upper)
        var end = start
        while end < upper, head.block.bytes[end] != UInt8(ascii: "?") { end += 1 }
        head.path = ByteRange(start, end)
        head.query = ByteRange(min(end + 1, upper), upper)
        guard let normalized = PathNormalizer.normalize(head.path, in: &head.block.bytes) else {
            throw Fault(.badRequest)
        }
        head.normalizedPath = normalized
    }

    private static func isPathStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
    }

    /// Offset behind `http://` or `https://`.
    private static func schemeEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        if start + 7 <= end, Bytes.equalIgnoringCase(bytes, start, start + 7, "http://") { return start + 7 }
        if start + 8 <= end, Bytes.equalIgnoringCase(bytes, start, start + 8, "https://") { return start + 8 }
        return nil
    }
}
