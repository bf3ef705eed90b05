import COpenSSL

/// Cipher suites' names, each made into a `String` once an event loop.
@safe
final class CipherNames {
    // A server offers fewer than ten: searched from the front.
    private var known: [(cipher: OpaquePointer, name: String)] = unsafe []

    /// The IANA name of one of libssl's suites, which live for ever.
    func name(of cipher: OpaquePointer?) -> String {
        guard let cipher = unsafe cipher else { return "" }
        if let entry = unsafe known.first(where: { unsafe $0.cipher == cipher }) { return unsafe entry.name }
        guard let text = unsafe SSL_CIPHER_standard_name(cipher) else { return "" }
        let name = unsafe String(cString: text)
        unsafe known.append((cipher, name))
        return name
    }
}
