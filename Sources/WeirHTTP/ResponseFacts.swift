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
