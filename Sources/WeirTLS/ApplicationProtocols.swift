import COpenSSL

/// ALPN identifiers in order of preference, in the wire format of RFC 7301 §3.1, at an address that stays.
///
/// Owns the memory. OpenSSL copies what was selected as soon as the callback has returned.
@safe
final class ApplicationProtocols {
    private let list: UnsafeMutableBufferPointer<UInt8>

    /// At least one identifier, each of 1 to 255 bytes, 65,535 in all.
    init(_ identifiers: [String]) throws(TLSFailure) {
        var bytes: [UInt8] = []
        for identifier in identifiers {
            guard let length = UInt8(exactly: identifier.utf8.count), length > 0 else {
                throw TLSFailure(.misuse, detail: OpenSSLErrors.bounded("not an ALPN identifier: \(identifier)"))
            }
            bytes.append(length)
            bytes.append(contentsOf: identifier.utf8)
        }
        guard !bytes.isEmpty, bytes.count <= Int(UInt16.max) else {
            throw TLSFailure(.misuse, detail: "no ALPN identifiers, or too many")
        }
        unsafe list = .allocate(capacity: bytes.count)
        _ = unsafe list.initialize(fromContentsOf: bytes)
    }

    deinit {
        unsafe list.deallocate()
    }

    /// The wire format, as long as this object lives.
    var wireFormat: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(list) }

    /// The first of ours that the client offers; nil: there is none. The result points into ours.
    func select(from offered: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        var start: UnsafeMutablePointer<UInt8>?
        var length: UInt8 = 0
        let verdict = unsafe SSL_select_next_proto(
            &start, &length, list.baseAddress, UInt32(list.count), offered.baseAddress, UInt32(offered.count)
        )
        guard verdict == OPENSSL_NPN_NEGOTIATED, let start = unsafe start else { return nil }
        return unsafe UnsafeBufferPointer(start: start, count: Int(length))
    }
}
