public import NIOCore
public import WeirCore

/// One stream of a session: a request and its response. Subclasses say what becomes of what is received.
///
/// Belongs to the session's event loop. The session holds the stream until it is closed. Events are called from within
/// `HTTP2Session.receive` and `HTTP2Session.collect`; whatever the session offers may be called in them but these two.
@safe
open class HTTP2Stream {
    /// 0 until the session knows the stream.
    public internal(set) var id: Int32
    /// Nothing can be sent any more, and nothing will be received.
    public internal(set) var isClosed = false
    /// The peer has sent all it will.
    public internal(set) var isInputEnded = false
    /// The head of a final message has been handed to the session.
    public internal(set) var hasBegunOutput = false
    /// The request's head has been told of, or that it is at fault.
    var hasHead = false
    var output = HTTP2StreamOutput()
    /// A body follows the head, or did.
    var hasBody = false
    /// Of a client's stream: the request's method, and whether the head of the final response has come.
    var requestMethod = Method.get
    var hasFinalHead = false
    /// The library waits to be told that there is more to send.
    var isDeferred = false
    /// Where the session keeps it.
    var index = -1

    public init(id: Int32) {
        self.id = id
    }

    /// Made ready to be another stream; it must be closed.
    public final func renew(id: Int32) {
        self.id = id
        isClosed = false
        isInputEnded = false
        hasBegunOutput = false
        hasHead = false
        output.removeAll()
        output.end = .open
        hasBody = false
        requestMethod = .get
        hasFinalHead = false
        isDeferred = false
        index = -1
    }

    /// Body bytes that wait to be sent.
    public var unsentBytes: Int { output.bytes }

    // MARK: Events

    /// A request's head is whole, or at fault.
    /// - Parameter head: to be taken by swapping; what is left in it is overwritten by the next one.
    open func received(_ step: RequestStep, _ head: inout RequestHead) {}

    /// A response's head is whole, or at fault; an interim one is followed by another.
    /// - Parameter head: to be taken by swapping; what is left in it is overwritten by the next one.
    open func received(_ step: ResponseStep, _ head: inout ResponseHead) {}

    /// A part of the body. The memory is the event loop's; credit for it is given back by `HTTP2Session.consumed`.
    open func received(_ part: ByteBuffer) {}

    /// The peer has sent all it will.
    open func inputEnded(trailers: FieldBlock) {}

    /// What the peer sent breaks the rules of messages; the stream is being reset (RFC 9113 §8.1.1).
    open func malformed() {}

    /// Some of the bytes that waited have been sent.
    open func outputMoved() {}

    /// The stream is gone; the last call.
    open func closed(_ code: HTTP2ErrorCode) {}
}
