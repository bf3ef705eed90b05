public import NIOCore
public import WeirCore

/// What a response's head is written with besides what the server sent.
public struct ResponseFacts: Sendable, Equatable {
    /// The client's, of the request being answered.
    public var clientVersion = HTTPVersion.http1_1
    /// Whether another request may follow on the client's connection.
    public var keepAlive = true
    /// Whole value of a `Set-Cookie` field to add; empty: none.
    public var setCookie: [UInt8] = []
    /// Name of the affinity cookie; one that the application sets by this name is dropped. Empty: none is.
    public var hiddenCookie: [UInt8] = []
    /// Add `Cache-Control: private` unless the response is uncacheable by shared caches anyway.
    public var makesPrivate = false
    /// The current time as `HTTPDate` writes it, used where the server sent no `Date`; empty: none is added.
    public var date: [UInt8] = []

    public init() {}
}

/// Writes response heads to a client (HTTP/1.0 and 1.1).
public enum ResponseWriter {
    /// Appends the head of a final response or of a 101.
    ///
    /// - Returns: how the body must be written after it: `chunked` by `ChunkWriter`; `untilClose`: the connection must be
    ///   closed after it, whatever `facts.keepAlive` said; `none` and `length`: as it is.
    public static func write(
        _ head: ResponseHead, framing: ResponseFraming, facts: ResponseFacts, into output: inout ByteBuffer
    ) -> BodyFraming { .none }

    /// Appends an interim response (1xx but 101) that a server sent. Writes nothing to an HTTP/1.0 client
    /// (RFC 9110 §15.2).
    public static func writeInterim(_ head: ResponseHead, clientVersion: HTTPVersion, into output: inout ByteBuffer) {}

    /// Appends `100 Continue` on Weir's own behalf.
    public static func writeContinue(into output: inout ByteBuffer) {}

    /// Appends a whole response of Weir's own.
    ///
    /// - Parameter method: of the request; to HEAD the body is left out, its length is said.
    public static func write(
        _ response: LocalResponse, method: Method, facts: ResponseFacts, into output: inout ByteBuffer
    ) {}
}
