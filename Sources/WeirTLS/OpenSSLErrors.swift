import COpenSSL

/// The calling thread's OpenSSL error queue. `SSL_get_error` consults it, so it is emptied before every call whose
/// result is asked about, and read after every one that fails.
enum OpenSSLErrors {
    /// The oldest entry: the cause; what follows are its consequences.
    struct Entry {
        /// Zero when the queue was empty.
        var code: UInt
        /// OpenSSL's words, at most `TLSFailure.detailLimit` bytes.
        var text: String

        /// Nil unless it is the peer's fatal alert: libssl reports that as this reason plus the alert's number.
        var peerAlert: TLSAlert? {
            guard library == ERR_LIB_SSL, reason >= SSL_AD_REASON_OFFSET else { return nil }
            return UInt8(exactly: reason - SSL_AD_REASON_OFFSET).map(TLSAlert.init(rawValue:))
        }

        /// Whether it is this reason of libssl.
        func isSSL(_ wanted: Int32) -> Bool {
            library == ERR_LIB_SSL && reason == wanted
        }

        private var library: Int32 { ERR_GET_LIB(code) }

        /// Whether it is this reason of the PEM reader.
        func isPEM(_ wanted: Int32) -> Bool {
            library == ERR_LIB_PEM && reason == wanted
        }

        /// Whether memory ran out, in whichever library.
        var isAllocationFailure: Bool { reason == Int32(ERR_R_MALLOC_FAILURE) }

        private var reason: Int32 { ERR_GET_REASON(code) }
    }

    /// Empties the queue. Nearly always it is empty, and to see that is cheaper than to wipe its sixteen slots.
    @inline(__always)
    static func clear() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Takes the oldest entry and empties the queue.
    static func take() -> Entry {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return Entry(code: 0, text: "") }
        guard let reason = unsafe ERR_reason_error_string(code) else {
            return Entry(code: code, text: "OpenSSL error \(code)")
        }
        return Entry(code: code, text: bounded(unsafe String(cString: reason)))
    }

    /// A failure of ours to set something up, with what the queue says of it.
    static func failure(_ doing: String) -> TLSFailure {
        let entry = take()
        return TLSFailure(.inside, detail: bounded(entry.text.isEmpty ? doing : "\(doing): \(entry.text)"))
    }

    /// At most `TLSFailure.detailLimit` bytes of it, cut between characters.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > TLSFailure.detailLimit else { return text }
        var cut = text
        while cut.utf8.count > TLSFailure.detailLimit { cut.removeLast() }
        return cut
    }
}
