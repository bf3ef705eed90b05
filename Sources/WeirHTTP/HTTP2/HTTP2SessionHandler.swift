/// Whoever is told what happens to a session as a whole. All calls are made within `HTTP2Session.receive` and
/// `collect`.
public protocol HTTP2SessionHandler: AnyObject {
    /// The peer opens a stream. Nil: it is refused, unprocessed (RFC 9113 §8.7).
    func streamOpened(_ id: Int32) -> HTTP2Stream?
    /// A frame's header has come.
    func frameBegan(_ frame: HTTP2Frame)
    /// A stream's header block has begun; it is whole, or given up, by `headerBlockEnded` or when another frame begins
    /// that is no CONTINUATION.
    func headerBlockBegan()
    /// See `headerBlockBegan`.
    func headerBlockEnded()
    /// A frame broke the rules of its stream, which is reset for that (RFC 9113 §5.4.2).
    func frameRefused()
    /// The peer's answer to `HTTP2Session.ping`.
    func pingAnswered()
    /// The peer opens no further streams, and takes none above this one.
    func goAwayReceived(lastStream: Int32, _ code: HTTP2ErrorCode)
    /// The peer has been told that the connection ends; also by the library, for what the peer did.
    func goAwaySent(_ code: HTTP2ErrorCode)
    /// A header block that is too large to be gone on with.
    func headerBombReceived()
}

extension HTTP2SessionHandler {
    /// Of no interest to those who do not count.
    public func headerBlockBegan() {}
    /// Of no interest to those who do not count.
    public func headerBlockEnded() {}
    /// Of no interest to those who do not count.
    public func frameRefused() {}
}

/// What of a frame is looked at before its payload has come.
public struct HTTP2Frame: Sendable, Equatable {
    /// RFC 9113 §6; types that are not known here pass as `other`.
    public enum Kind: Sendable, Equatable {
        case data, headers, priority, priorityUpdate, reset, settings, settingsAnswer, pushPromise, ping, pingAnswer,
            goAway, windowUpdate, continuation, other
    }

    public var kind: Kind
    /// Bytes of payload.
    public var length: Int
    public var stream: Int32
    public var endsStream: Bool
    public var endsHeaders: Bool
}
