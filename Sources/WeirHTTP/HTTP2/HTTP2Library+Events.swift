import CNGHTTP2
import NIOCore
import WeirCore

/// What the library reports of a session's peer.
extension HTTP2Library {
    private static let endsStream = UInt8(NGHTTP2_FLAG_END_STREAM.rawValue)
    private static let endsHeaders = UInt8(NGHTTP2_FLAG_END_HEADERS.rawValue)
    private static let isAnswer = UInt8(NGHTTP2_FLAG_ACK.rawValue)

    static func session(_ pointer: UnsafeMutableRawPointer?) -> HTTP2Session? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<HTTP2Session>.fromOpaque(pointer).takeUnretainedValue()
    }

    static func stream(_ id: Int32, of session: HTTP2Session) -> HTTP2Stream? {
        guard let pointer = unsafe nghttp2_session_get_stream_user_data(session.library, id) else { return nil }
        return unsafe Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
    }

    // MARK: Receiving

    static func frameBegan(_ header: UnsafePointer<nghttp2_frame_hd>?, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
        guard let header = unsafe header?.pointee, let session = unsafe session(pointer) else { return 0 }
        let frame = HTTP2Frame(
            kind: kind(header), length: header.length, stream: header.stream_id,
            endsStream: header.flags & endsStream != 0, endsHeaders: header.flags & endsHeaders != 0)
        session.handler?.frameBegan(frame)
        if isForbidden(frame, session) { session.terminate(.protocolError) }
        return 0
    }

    /// What the library ignores, though it must end the connection (RFC 9113 §5.1.1, §6.3).
    private static func isForbidden(_ frame: HTTP2Frame, _ session: HTTP2Session) -> Bool {
        switch frame.kind {
        case .headers: session.numbers.passedOver(frame.stream)
        case .priority: frame.stream == 0
        case .data, .reset, .settings, .settingsAnswer, .pushPromise, .ping, .pingAnswer, .goAway, .windowUpdate,
            .continuation, .priorityUpdate, .other:
            false
        }
    }

    private static func kind(_ header: nghttp2_frame_hd) -> HTTP2Frame.Kind {
        switch UInt32(header.type) {
        case NGHTTP2_DATA.rawValue: .data
        case NGHTTP2_HEADERS.rawValue: .headers
        case NGHTTP2_PRIORITY.rawValue: .priority
        case NGHTTP2_PRIORITY_UPDATE.rawValue: .priorityUpdate
        case NGHTTP2_RST_STREAM.rawValue: .reset
        case NGHTTP2_SETTINGS.rawValue: header.flags & isAnswer != 0 ? .settingsAnswer : .settings
        case NGHTTP2_PUSH_PROMISE.rawValue: .pushPromise
        case NGHTTP2_PING.rawValue: header.flags & isAnswer != 0 ? .pingAnswer : .ping
        case NGHTTP2_GOAWAY.rawValue: .goAway
        case NGHTTP2_WINDOW_UPDATE.rawValue: .windowUpdate
        case NGHTTP2_CONTINUATION.rawValue: .continuation
        default: .other
        }
    }

    static func headersBegan(_ frame: UnsafePointer<nghttp2_frame>?, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
        guard let frame = unsafe frame?.pointee, let session = unsafe session(pointer) else { return 0 }
        guard unsafe UInt32(frame.hd.type) == NGHTTP2_HEADERS.rawValue else { return 0 }
        session.handler?.headerBlockBegan()
        guard unsafe session.isServer && frame.headers.cat == NGHTTP2_HCAT_REQUEST else {
            let stream = unsafe stream(frame.hd.stream_id, of: session)
            session.reader.begin(session.isServer || stream?.hasFinalHead == true ? .trailers : .response)
            return 0
        }
        session.reader.begin(.request)
        let id = unsafe frame.hd.stream_id
        session.numbers.opened(id)
        guard !session.hasNamedLastStream, let stream = session.handler?.streamOpened(id) else {
            unsafe nghttp2_submit_rst_stream(
                session.library, UInt8(NGHTTP2_FLAG_NONE.rawValue), id, HTTP2ErrorCode.refusedStream.rawValue)
            return 0
        }
        session.keep(stream)
        unsafe nghttp2_session_set_stream_user_data(
            session.library, id, Unmanaged.passUnretained(stream).toOpaque())
        return 0
    }

    static func headerReceived(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, _ pointer: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let session = unsafe session(pointer) else { return 0 }
        unsafe session.reader.append(name: name, value: value)
        guard session.reader.isBomb else { return 0 }
        session.handler?.headerBombReceived()
        return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
    }

    static func dataReceived(
        _ id: Int32, _ data: UnsafeBufferPointer<UInt8>, _ pointer: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let session = unsafe session(pointer) else { return 0 }
        guard let stream = stream(id, of: session) else {
            unsafe nghttp2_session_consume_connection(session.library, data.count)
            return 0
        }
        unsafe stream.received(session.part(data))
        return 0
    }

    static func frameReceived(_ frame: UnsafePointer<nghttp2_frame>?, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
        guard let frame = unsafe frame, let session = unsafe session(pointer) else { return 0 }
        let header = unsafe frame.pointee.hd
        switch kind(header) {
        case .headers:
            session.handler?.headerBlockEnded()
            guard let stream = stream(header.stream_id, of: session) else { return 0 }
            headersEnded(stream, session, endsStream: header.flags & endsStream != 0)
        case .data:
            guard header.flags & endsStream != 0, let stream = stream(header.stream_id, of: session) else { return 0 }
            stream.isInputEnded = true
            stream.inputEnded(trailers: FieldBlock())
        case .pingAnswer: session.handler?.pingAnswered()
        case .goAway:
            unsafe session.handler?.goAwayReceived(
                lastStream: frame.pointee.goaway.last_stream_id,
                HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code))
        case .priorityUpdate: if unsafe prioritises(frame) == 0 { session.terminate(.protocolError) }
        case .priority, .reset, .settings, .settingsAnswer, .pushPromise, .ping, .windowUpdate, .continuation, .other:
            break
        }
        return 0
    }

    /// The stream that a PRIORITY_UPDATE is about; stream 0 has no priority (RFC 9218 §7.1).
    private static func prioritises(_ frame: UnsafePointer<nghttp2_frame>) -> Int32? {
        let payload = unsafe frame.pointee.ext.payload
        return unsafe payload?.assumingMemoryBound(to: nghttp2_ext_priority_update.self).pointee.stream_id
    }

    private static func headersEnded(_ stream: HTTP2Stream, _ session: HTTP2Session, endsStream: Bool) {
        stream.isInputEnded = endsStream
        switch session.reader.kind {
        case .request:
            stream.hasHead = true
            let step = session.reader.takeRequest(into: &session.request, endsStream: endsStream)
            stream.received(step, &session.request)
            if endsStream { stream.inputEnded(trailers: FieldBlock()) }
        case .response:
            let step = session.reader.takeResponse(
                into: &session.response, answering: stream.requestMethod, endsStream: endsStream)
            if case .head = step { stream.hasFinalHead = !session.response.isInterim }
            stream.received(step, &session.response)
            if endsStream { stream.inputEnded(trailers: FieldBlock()) }
        case .trailers: trailersEnded(stream, session, endsStream: endsStream)
        }
    }

    private static func trailersEnded(_ stream: HTTP2Stream, _ session: HTTP2Session, endsStream: Bool) {
        do throws(Fault) {
            let trailers = try session.reader.takeTrailers()
            if endsStream { stream.inputEnded(trailers: trailers) }
        } catch {
            stream.malformed()
            session.reset(stream, .protocolError)
        }
    }

    /// The library resets the stream of such a frame, or ends the session.
    static func frameRefused(_ frame: UnsafePointer<nghttp2_frame>?, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
        guard let header = unsafe frame?.pointee.hd, let session = unsafe session(pointer) else { return 0 }
        session.handler?.headerBlockEnded()
        session.handler?.frameRefused()
        guard let stream = stream(header.stream_id, of: session) else { return 0 }
        // Headers behind the end of a request are refused before a block of theirs has begun.
        if session.isServer, case .headers = kind(header), !stream.hasHead, session.reader.isOpen {
            stream.hasHead = true
            _ = session.reader.takeRequest(into: &session.request, endsStream: true)
            stream.received(.fault(.badRequest), &session.request)
        }
        stream.malformed()
        return 0
    }

    static func streamClosed(_ id: Int32, _ code: UInt32, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
        guard let session = unsafe session(pointer), let stream = stream(id, of: session) else { return 0 }
        unsafe nghttp2_session_set_stream_user_data(session.library, id, nil)
        session.drop(stream)
        stream.isClosed = true
        stream.output.removeAll()
        stream.closed(HTTP2ErrorCode(rawValue: code))
        return 0
    }
}

extension HTTP2Session {
    /// The bytes as a part of what is being received, copied only if they are none.
    func part(_ data: UnsafeBufferPointer<UInt8>) -> ByteBuffer {
        let offset: Int? = unsafe input.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress, let start = data.baseAddress else { return nil }
            let distance = unsafe UnsafeRawPointer(start) - base
            return distance >= 0 && distance + data.count <= bytes.count ? distance : nil
        }
        if let offset, let slice = input.getSlice(at: input.readerIndex + offset, length: data.count) { return slice }
        return unsafe ByteBuffer(bytes: data)
    }
}
