/// A request's head, valid and unambiguous, whatever version it came in.
public struct RequestHead: Sendable, Equatable {
    public var block: FieldBlock
    public var method: Method
    /// The method as sent; methods are case-sensitive (RFC 9110 §9.1).
    public var methodText: ByteRange
    public var version: HTTPVersion
    /// The whole request target as sent (RFC 9112 §3.2).
    public var target: ByteRange
    /// Host and optional port that the request is for: of an absolute-form target, else of `Host`. Empty if there is
    /// none.
    public var authority: ByteRange
    /// The authority's host alone, brackets of an IPv6 literal included.
    public var host: ByteRange
    /// The path as sent, starting with `/`; `*` for a server-wide OPTIONS.
    public var path: ByteRange
    /// The query as sent, without `?`. Empty also when there is none.
    public var query: ByteRange
    /// The path that routes compare: percent-encoded unreserved characters decoded (RFC 3986 §6.2.2.2), dot segments
    /// removed (§5.2.4). The same range as `path` where nothing had to change, else bytes appended to the block.
    public var normalizedPath: ByteRange

    public init() {
        block = FieldBlock()
        method = .other
        methodText = .empty
        version = .http1_1
        target = .empty
        authority = .empty
        host = .empty
        path = .empty
        query = .empty
        normalizedPath = .empty
    }

    /// Makes room for the next request, keeping capacity.
    public mutating func reset() {
        block.removeAll()
        method = .other
        methodText = .empty
        target = .empty
        authority = .empty
        host = .empty
        path = .empty
        query = .empty
        normalizedPath = .empty
    }
}

/// Methods by RFC 9110 §9 and RFC 5789.
public enum Method: UInt8, Sendable, Equatable {
    case get, head, post, put, delete, connect, options, trace, patch, other

    /// RFC 9110 §9.2.2.
    @inlinable public var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace: true
        case .post, .connect, .patch, .other: false
        }
    }
}

/// Versions that clients may speak.
public enum HTTPVersion: UInt8, Sendable, Equatable {
    case http1_0, http1_1, http2

    /// As in the access log.
    public var logWord: StaticString {
        switch self {
        case .http1_0: "http/1.0"
        case .http1_1: "http/1.1"
        case .http2: "h2"
        }
    }
}
