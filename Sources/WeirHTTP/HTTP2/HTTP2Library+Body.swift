import CNGHTTP2
import NIOCore
import WeirCore

/// How bodies get into frames.
extension HTTP2Library {
    /// How much of the body can be sent now, up to `length` bytes; no byte is copied for it.
    static func offerBody(
        _ length: Int, _ flags: UnsafeMutablePointer<UInt32>?, _ source: UnsafeMutablePointer<nghttp2_data_source>?,
        _ pointer: UnsafeMutableRawPointer?
    ) -> Int {
        guard let flags = unsafe flags, let session = unsafe session(pointer), let stream = unsafe stream(source) else {
            return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
        }
        guard session.collected.readableBytes < HTTP2Session.gatherLimit else { return Int(NGHTTP2_ERR_PAUSE.rawValue) }
        let count = min(length, stream.output.bytes, payloadLimit)
        let isLast = count == stream.output.bytes
        switch stream.output.end {
        case .open:
            guard count > 0 else {
                stream.isDeferred = true
                return Int(NGHTTP2_ERR_DEFERRED.rawValue)
            }
        case .ended: if isLast { unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue) }
        case .trailers(let trailers):
            if isLast {
                unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue)
                unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue)
                session.sendTrailers(trailers, on: stream)
            }
        case .cut(let code):
            guard count > 0 else {
                session.reset(stream, code)
                return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
            }
        }
        unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_NO_COPY.rawValue)
        return count
    }

    /// Writes a whole DATA frame. Frames are never padded here.
    static func sendBody(
        _ frame: UnsafeMutablePointer<nghttp2_frame>?, _ header: UnsafePointer<UInt8>?, _ count: Int,
        _ source: UnsafeMutablePointer<nghttp2_data_source>?, _ pointer: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let session = unsafe session(pointer), let stream = unsafe stream(source), let header = unsafe header
        else { return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue }
        unsafe session.collected.writeBytes(UnsafeBufferPointer(start: header, count: 9))
        stream.output.move(count, to: &session.collected)
        stream.outputMoved()
        return 0
    }

    static func frameSent(_ frame: UnsafePointer<nghttp2_frame>?, _ pointer: UnsafeMutableRawPointer?) -> Int32 {
        guard let frame = unsafe frame, let session = unsafe session(pointer) else { return 0 }
        let header = unsafe frame.pointee.hd
        switch UInt32(header.type) {
        case NGHTTP2_GOAWAY.rawValue:
            unsafe session.handler?.goAwaySent(HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code))
        case NGHTTP2_RST_STREAM.rawValue:
            let code = unsafe HTTP2ErrorCode(rawValue: frame.pointee.rst_stream.error_code)
            // The library does so of itself, for bodies that are not as long as they were said to be, and says nothing.
            if code == .protocolError { stream(header.stream_id, of: session)?.malformed() }
            // A window that SETTINGS make too large ends the connection (RFC 9113 §6.9.2), one that WINDOW_UPDATE does
            // may. The library ends the stream for either.
            if code == .flowControlError { session.terminate(code) }
        default: break
        }
        return 0
    }

    private static func stream(_ source: UnsafeMutablePointer<nghttp2_data_source>?) -> HTTP2Stream? {
        guard let pointer = unsafe source?.pointee.ptr else { return nil }
        return unsafe Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
    }
}
