import CNGHTTP2
public import NIOCore
public import WeirCore
public import WeirModel

/// One side of an HTTP/2 connection, the server's or the client's: framing, header compression and flow control by
/// libnghttp2 (RFC 9113, RFC 7541, RFC 9218). It does no I/O; belongs to one event loop.
///
/// A driver calls `receive` with what came, then `collect` and sends what it gives. Credit is never given back by
/// itself: a peer may send as much as was passed on.
///
/// Ownership: owns the library's session, which points back to it without owning it, and the streams until they are
/// closed. `handler` is to be set before anything is received, and must outlive it.
@safe
public final class HTTP2Session {
    /// What `collect` gathers at once, in bytes; it may be exceeded by a frame.
    public static let gatherLimit = 64 * 1024

    public unowned var handler: (any HTTP2SessionHandler)?
    let library: OpaquePointer
    /// What is being received.
    var input = ByteBuffer()
    /// What is being collected.
    var collected = ByteBuffer()
    var reader: HTTP2HeadReader
    let isServer: Bool
    var request = RequestHead()
    var response = ResponseHead()
    var numbers = HTTP2StreamNumbers()
    private var streams: [HTTP2Stream] = []
    private let fields: HTTP2FieldList
    private(set) var failure: HTTP2SessionFailure?
    private var isReceiving = false
    /// The peer is being told which stream was the last to be taken.
    private(set) var hasNamedLastStream = false

    /// - Throws: `internalError` where there is no memory.
    public convenience init(server settings: HTTP2Settings, limits: Limits, fields: HTTP2FieldList) throws(Fault) {
        try unsafe self.init(HTTP2Library.makeServer(settings), isServer: true, limits: limits, fields: fields)
        unsafe HTTP2Library.submitServer(settings, limits: limits, to: library)
    }

    /// The client's side.
    /// - Throws: `internalError` where there is no memory.
    public convenience init(client settings: HTTP2Settings, limits: Limits, fields: HTTP2FieldList) throws(Fault) {
        try unsafe self.init(HTTP2Library.makeClient(settings), isServer: false, limits: limits, fields: fields)
        unsafe HTTP2Library.submitClient(settings, limits: limits, to: library)
    }

    private init(
        _ library: OpaquePointer?, isServer: Bool, limits: Limits, fields: HTTP2FieldList
    ) throws(Fault) {
        guard let library = unsafe library else { throw Fault(.internalError) }
        self.fields = fields
        self.isServer = isServer
        reader = HTTP2HeadReader(limits: limits)
        unsafe self.library = unsafe library
        unsafe nghttp2_session_set_user_data(library, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        unsafe nghttp2_session_del(library)
    }

    /// Streams that are not closed.
    public var openStreams: Int { streams.count }

    /// Nothing is to be received or sent any more: the connection can be closed.
    public var isFinished: Bool {
        unsafe failure != nil && !wantsToSend
            || nghttp2_session_want_read(library) == 0 && nghttp2_session_want_write(library) == 0
    }

    /// Whether `collect` has something to give.
    public var wantsToSend: Bool { unsafe nghttp2_session_want_write(library) != 0 }

    // MARK: Bytes

    /// Takes what came from the peer; tells streams and handler what it was.
    /// - Returns: what is wrong, if the connection cannot go on; `collect` then gives what the peer is to be told.
    public func receive(_ bytes: consuming ByteBuffer) -> HTTP2SessionFailure? {
        if let failure { return failure }
        guard !isReceiving else { return nil }
        isReceiving = true
        input = bytes
        // A second reference: callbacks take parts of the buffer while its memory is being read.
        let held = input
        let count = unsafe held.withUnsafeReadableBytes { bytes in
            unsafe nghttp2_session_mem_recv(
                library, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        input = ByteBuffer()
        isReceiving = false
        if count < 0 { fail(HTTP2SessionFailure(library: count)) }
        return failure
    }

    /// Appends frames to `output` until there is nothing to be sent, or enough.
    /// - Returns: whether there may be more.
    public func collect(into output: inout ByteBuffer) -> Bool {
        swap(&output, &collected)
        defer { swap(&output, &collected) }
        while collected.readableBytes < Self.gatherLimit {
            var start: UnsafePointer<UInt8>?
            let count = unsafe nghttp2_session_mem_send(library, &start)
            guard count > 0, let start = unsafe start else {
                if count < 0 { fail(HTTP2SessionFailure(library: count)) }
                return count == 0 && collected.readableBytes >= Self.gatherLimit
            }
            unsafe collected.writeBytes(UnsafeBufferPointer(start: start, count: count))
        }
        return true
    }

    private func fail(_ failure: HTTP2SessionFailure) {
        guard self.failure == nil else { return }
        self.failure = failure
        unsafe nghttp2_session_terminate_session(library, failure.code.rawValue)
    }

    // MARK: Streams

    func keep(_ stream: HTTP2Stream) {
        stream.index = streams.count
        streams.append(stream)
    }

    func drop(_ stream: HTTP2Stream) {
        guard stream.index >= 0, let last = streams.popLast() else { return }
        if last !== stream {
            streams[stream.index] = last
            last.index = stream.index
        }
        stream.index = -1
    }

    /// The connection is gone: all streams are told so.
    public func close() {
        while let stream = streams.popLast() {
            stream.index = -1
            stream.isClosed = true
            stream.output.removeAll()
            stream.closed(.cancel)
        }
    }

    /// Calls `body` with every open stream.
    public func forEachStream(_ body: (HTTP2Stream) -> Void) {
        // A copy: `body` may close streams.
        let all = streams
        for stream in all where !stream.isClosed { body(stream) }
    }

    // MARK: Sending

    /// Streams that the peer lets this side open at once; 100 until it has said (RFC 9113 §6.5.2).
    public var peerStreamLimit: Int {
        let setting = NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS
        return Int(unsafe nghttp2_session_get_remote_settings(library, setting))
    }

    /// Opens a stream of the client's with a request's head.
    /// - Parameters:
    ///   - method: of the request; a response to HEAD has no body.
    ///   - endsStream: no body follows.
    ///   - write: appends the fields.
    /// - Returns: false where no stream can be opened any more.
    public func open(
        _ stream: HTTP2Stream, method: Method, endsStream: Bool, _ write: (HTTP2FieldList) -> Void
    ) -> Bool {
        fields.removeAll()
        write(fields)
        let pointer = unsafe Unmanaged.passUnretained(stream).toOpaque()
        let id: Int32 = unsafe fields.withVectors { vectors, count in
            if endsStream { return unsafe nghttp2_submit_request(library, nil, vectors, count, nil, pointer) }
            var provider = unsafe HTTP2Library.provider(for: stream)
            return unsafe nghttp2_submit_request(library, nil, vectors, count, &provider, pointer)
        }
        guard id > 0 else { return false }
        stream.id = id
        stream.requestMethod = method
        stream.hasBegunOutput = true
        stream.hasBody = !endsStream
        keep(stream)
        return true
    }

    /// Sends the head of a response.
    /// - Parameters:
    ///   - isInterim: another head follows (RFC 9110 §15.2).
    ///   - endsStream: no body follows.
    ///   - write: appends the fields.
    public func send(
        _ stream: HTTP2Stream, isInterim: Bool = false, endsStream: Bool, _ write: (HTTP2FieldList) -> Void
    ) {
        guard !stream.isClosed, !stream.hasBegunOutput else { return }
        fields.removeAll()
        write(fields)
        unsafe fields.withVectors { vectors, count in
            if isInterim {
                unsafe nghttp2_submit_headers(
                    library, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, nil, vectors, count, nil)
                return
            }
            stream.hasBegunOutput = true
            if endsStream {
                unsafe nghttp2_submit_response(library, stream.id, vectors, count, nil)
            } else {
                stream.hasBody = true
                var provider = unsafe HTTP2Library.provider(for: stream)
                unsafe nghttp2_submit_response(library, stream.id, vectors, count, &provider)
            }
        }
    }

    /// Sends a part of the body, as the peer's windows allow.
    public func send(_ part: ByteBuffer, on stream: HTTP2Stream) {
        guard !stream.isClosed else { return }
        stream.output.append(part)
        resume(stream)
    }

    /// Ends the message behind what was sent.
    public func end(_ stream: HTTP2Stream, trailers: FieldBlock?) {
        guard !stream.isClosed else { return }
        if let trailers, !trailers.fields.isEmpty {
            stream.output.end = .trailers(trailers)
        } else {
            stream.output.end = .ended
        }
        resume(stream)
    }

    /// Ends the stream so that the peer can tell that the message is not whole; what was sent before gets there.
    public func cut(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard !stream.isClosed else { return }
        guard stream.hasBody else { return stream.hasBegunOutput ? () : reset(stream, code) }
        stream.output.end = .cut(code)
        resume(stream)
    }

    /// Ends the stream at once (RFC 9113 §6.4).
    public func reset(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard !stream.isClosed else { return }
        unsafe nghttp2_submit_rst_stream(library, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code.rawValue)
    }

    private func resume(_ stream: HTTP2Stream) {
        guard stream.isDeferred else { return }
        stream.isDeferred = false
        unsafe nghttp2_session_resume_data(library, stream.id)
    }

    func sendTrailers(_ trailers: FieldBlock, on stream: HTTP2Stream) {
        fields.removeAll()
        for field in trailers.fields { fields.append(field, of: trailers) }
        unsafe fields.withVectors { vectors, count in
            _ = unsafe nghttp2_submit_trailer(library, stream.id, vectors, count)
        }
    }

    // MARK: The connection

    /// Bytes of a body have been passed on: the peer may send as many more (RFC 9113 §6.9).
    public func consumed(_ count: Int, of stream: HTTP2Stream) {
        guard count > 0 else { return }
        if stream.isClosed {
            unsafe nghttp2_session_consume_connection(library, count)
        } else {
            unsafe nghttp2_session_consume(library, stream.id, count)
        }
    }

    /// Bytes of a body have been dropped: other streams may go on, this one gets no credit for more.
    public func dropped(_ count: Int) {
        guard count > 0 else { return }
        unsafe nghttp2_session_consume_connection(library, count)
    }

    /// Asks the peer for a sign of life (RFC 9113 §6.7).
    public func ping() {
        unsafe nghttp2_submit_ping(library, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
    }

    /// Says that the connection is about to end; streams that the peer opens meanwhile are still served (RFC 9113
    /// §6.8). `goAway` is to follow when it must have heard.
    public func announceGoAway() {
        unsafe nghttp2_submit_shutdown_notice(library)
    }

    /// Takes no further streams, not even before the peer can know; those open go on.
    public func goAway(_ code: HTTP2ErrorCode) {
        hasNamedLastStream = true
        let last = unsafe nghttp2_session_get_last_proc_stream_id(library)
        unsafe nghttp2_submit_goaway(
            library, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, code.rawValue, nil, 0)
    }

    /// Ends the connection as soon as the peer has been told why.
    public func terminate(_ code: HTTP2ErrorCode) {
        unsafe nghttp2_session_terminate_session(library, code.rawValue)
    }
}
