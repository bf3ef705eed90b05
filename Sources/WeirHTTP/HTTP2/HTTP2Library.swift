import CNGHTTP2
import NIOCore
import WeirCore
import WeirModel

/// What libnghttp2 is set up with, and what it calls. Each call runs within one of the session's own calls into the
/// library, so that session and streams are alive.
enum HTTP2Library {
    /// Made once; the library copies it into each session.
    private nonisolated(unsafe) static let callbacks: OpaquePointer? = unsafe makeCallbacks()

    /// Bytes of a frame's payload that go into one TLS record with its header (RFC 8446 §5.1).
    static let payloadLimit = 16 * 1024 - 9

    static func makeServer(_ settings: HTTP2Settings) -> OpaquePointer? {
        guard let callbacks = unsafe callbacks, let option = unsafe makeOption(settings) else { return nil }
        defer { unsafe nghttp2_option_del(option) }
        var library: OpaquePointer?
        guard unsafe nghttp2_session_server_new2(&library, callbacks, nil, option) == 0 else { return nil }
        return unsafe library
    }

    static func makeClient(_ settings: HTTP2Settings) -> OpaquePointer? {
        guard let callbacks = unsafe callbacks, let option = unsafe makeOption(settings) else { return nil }
        defer { unsafe nghttp2_option_del(option) }
        var library: OpaquePointer?
        guard unsafe nghttp2_session_client_new2(&library, callbacks, nil, option) == 0 else { return nil }
        return unsafe library
    }

    private static func makeOption(_ settings: HTTP2Settings) -> OpaquePointer? {
        var option: OpaquePointer?
        guard unsafe nghttp2_option_new(&option) == 0, let option = unsafe option else { return nil }
        unsafe nghttp2_option_set_no_auto_window_update(option, 1)
        unsafe nghttp2_option_set_max_continuations(option, settings.continuations)
        // Resets are counted by Weir itself, by a limit that the configuration names.
        unsafe nghttp2_option_set_stream_reset_rate_limit(option, UInt64.max / 2, UInt64.max / 2)
        unsafe nghttp2_option_set_builtin_recv_extension_type(option, UInt8(NGHTTP2_PRIORITY_UPDATE.rawValue))
        // Frames of types that nobody knows are ignored (RFC 9113 §5.5), but not before they have been counted.
        for type in UInt8(NGHTTP2_ALTSVC.rawValue)...UInt8.max where type != UInt8(NGHTTP2_PRIORITY_UPDATE.rawValue) {
            unsafe nghttp2_option_set_user_recv_extension_type(option, type)
        }
        // What is known of closed streams served the priorities of RFC 7540 only.
        unsafe nghttp2_option_set_no_closed_streams(option, 1)
        return unsafe option
    }

    static func submitServer(_ settings: HTTP2Settings, limits: Limits, to library: OpaquePointer) {
        var entries = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue),
                value: UInt32(clamping: settings.concurrentStreams)),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
                value: UInt32(clamping: settings.streamWindow)),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: UInt32(clamping: limits.headerBytes)),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES.rawValue), value: 1),
        ]
        if settings.allowsExtendedConnect {
            entries.append(
                nghttp2_settings_entry(
                    settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL.rawValue), value: 1))
        }
        unsafe submit(entries, settings, to: library)
    }

    static func submitClient(_ settings: HTTP2Settings, limits: Limits, to library: OpaquePointer) {
        let entries = [
            nghttp2_settings_entry(settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue), value: 0),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
                value: UInt32(clamping: settings.streamWindow)),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: UInt32(clamping: limits.headerBytes)),
        ]
        unsafe submit(entries, settings, to: library)
    }

    private static func submit(
        _ entries: [nghttp2_settings_entry], _ settings: HTTP2Settings, to library: OpaquePointer
    ) {
        unsafe nghttp2_submit_settings(library, UInt8(NGHTTP2_FLAG_NONE.rawValue), entries, entries.count)
        unsafe nghttp2_session_set_local_window_size(
            library, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, Int32(clamping: settings.connectionWindow))
    }

    /// Where the library gets a stream's body from.
    static func provider(for stream: HTTP2Stream) -> nghttp2_data_provider {
        var provider = unsafe nghttp2_data_provider()
        unsafe provider.source.ptr = unsafe Unmanaged.passUnretained(stream).toOpaque()
        unsafe provider.read_callback = { _, _, _, length, flags, source, session in
            unsafe HTTP2Library.offerBody(length, flags, source, session)
        }
        return unsafe provider
    }

    private static func makeCallbacks() -> OpaquePointer? {
        var made: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&made) == 0, let callbacks = unsafe made else { return nil }
        unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) { _, header, session in
            unsafe HTTP2Library.frameBegan(header, session)
        }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, session in
            unsafe HTTP2Library.headersBegan(frame, session)
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _, _, name, nameCount, value, count, _, session in
            unsafe HTTP2Library.headerReceived(
                UnsafeBufferPointer(start: name, count: nameCount), UnsafeBufferPointer(start: value, count: count),
                session)
        }
        unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks) { _, _, _, _, _, _, _, session in
            unsafe HTTP2Library.session(session)?.reader.fail(.badRequest)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, data, count, session in
            unsafe HTTP2Library.dataReceived(id, UnsafeBufferPointer(start: data, count: count), session)
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, session in
            unsafe HTTP2Library.frameReceived(frame, session)
        }
        unsafe nghttp2_session_callbacks_set_unpack_extension_callback(callbacks) { _, _, _, _ in
            NGHTTP2_ERR_CANCEL.rawValue
        }
        unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) { _, frame, _, session in
            unsafe HTTP2Library.frameRefused(frame, session)
        }
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, session in
            unsafe HTTP2Library.frameSent(frame, session)
        }
        unsafe nghttp2_session_callbacks_set_send_data_callback(callbacks) { _, frame, header, count, source, session in
            unsafe HTTP2Library.sendBody(frame, header, count, source, session)
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, session in
            unsafe HTTP2Library.streamClosed(id, code, session)
        }
        return unsafe callbacks
    }
}
