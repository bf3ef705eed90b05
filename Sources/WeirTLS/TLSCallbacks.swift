import COpenSSL

/// What OpenSSL calls. Each runs within an engine's call into the `SSL`, so that the engine and its context are
/// alive.
enum TLSCallbacks {
    /// Chooses the certificates by server name, before any session is looked for.
    static func clientHello(
        _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ context: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let context = unsafe context, let engine = unsafe engine(of: ssl) else { return SSL_CLIENT_HELLO_ERROR }
        let refusal = unsafe Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue().choose(for: engine)
        guard let refusal else { return SSL_CLIENT_HELLO_SUCCESS }
        unsafe alert?.pointee = Int32(refusal.rawValue)
        return SSL_CLIENT_HELLO_ERROR
    }

    /// Says whether the name was of use, so that the ServerHello says so too (RFC 6066 §3).
    static func serverName(_ ssl: OpaquePointer?) -> Int32 {
        unsafe engine(of: ssl)?.serverNameFits == true ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK
    }

    /// Without a common protocol the handshake ends with no_application_protocol (RFC 7301 §3.2).
    static func selectProtocol(
        _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ selectedLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
        _ context: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let context = unsafe context, let selected = unsafe selected, let selectedLength = unsafe selectedLength
        else {
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
        let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredLength))
        let protocols = unsafe Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue().protocols
        guard let choice = unsafe protocols?.select(from: list), let length = UInt8(exactly: choice.count) else {
            return SSL_TLSEXT_ERR_ALERT_FATAL
        }
        unsafe selected.pointee = choice.baseAddress
        unsafe selectedLength.pointee = length
        return SSL_TLSEXT_ERR_OK
    }

    /// Sets a ticket's cipher and MAC up. Zero when opening one: a full handshake instead.
    static func ticketKey(
        _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?, _ iv: UnsafeMutablePointer<UInt8>?,
        _ cipher: OpaquePointer?, _ mac: OpaquePointer?, _ sealing: Int32
    ) -> Int32 {
        guard let ssl = unsafe ssl, let name = unsafe name, let iv = unsafe iv, let cipher = unsafe cipher,
            let mac = unsafe mac, let keys = unsafe ticketKeys(of: ssl)
        else { return -1 }
        let setup = unsafe TicketSetup(name: name, iv: iv, cipher: cipher, mac: mac)
        if sealing == 1 { return unsafe keys.seal(setup) ? 1 : -1 }
        switch unsafe keys.open(setup) {
        case .unknown: return 0
        case .failed: return -1
        case .previous: return 2
        // A ticket of TLS 1.3 is for one use (RFC 8446 §C.4): 2 gives the client its next one.
        case .current: return unsafe SSL_version(ssl) == TLS1_3_VERSION ? 2 : 1
        }
    }

    /// Takes down which fatal alert is sent: OpenSSL's errors do not tell.
    static func information(_ ssl: OpaquePointer?, _ event: Int32, _ value: Int32) {
        guard event == SSL_CB_WRITE_ALERT, value >> 8 == SSL3_AL_FATAL else { return }
        unsafe engine(of: ssl)?.alertSent = TLSAlert(rawValue: UInt8(truncatingIfNeeded: value))
    }

    private static func engine(of ssl: OpaquePointer?) -> TLSEngine? {
        guard let back = unsafe SSL_get_ex_data(ssl, 0) else { return nil }
        return unsafe Unmanaged<TLSEngine>.fromOpaque(back).takeUnretainedValue()
    }

    private static func ticketKeys(of ssl: OpaquePointer) -> TicketKeys? {
        guard let back = unsafe SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0) else { return nil }
        return unsafe Unmanaged<TLSContext>.fromOpaque(back).takeUnretainedValue().ticketKeys
    }
}
