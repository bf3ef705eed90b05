import COpenSSL

/// What OpenSSL hands to the ticket callback, valid during the call.
@unsafe
struct TicketSetup {
    /// 16 bytes: read when opening, written when sealing.
    var name: UnsafeMutablePointer<UInt8>
    /// 16 bytes for AES-CBC; likewise.
    var iv: UnsafeMutablePointer<UInt8>
    /// An `EVP_CIPHER_CTX`.
    var cipher: OpaquePointer
    /// An `EVP_MAC_CTX` of HMAC.
    var mac: OpaquePointer
}

/// One random ticket key. Its memory is wiped when it goes.
///
/// `@unchecked Sendable`: the bytes never change once made.
@safe
final class TicketKey: @unchecked Sendable {
    // Name, then cipher key, then MAC key.
    private let bytes: UnsafeMutablePointer<UInt8>

    private static let nameLength = 16
    private static let keyLength = 32
    private static let ivLength: Int32 = 16
    private static let length = nameLength + 2 * keyLength

    init() throws(TLSFailure) {
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.length)
        guard unsafe RAND_priv_bytes(bytes, Int32(Self.length)) == 1 else {
            unsafe bytes.deallocate()
            throw OpenSSLErrors.failure("RAND_priv_bytes")
        }
        unsafe self.bytes = bytes
    }

    deinit {
        unsafe OPENSSL_cleanse(bytes, Self.length)
        unsafe bytes.deallocate()
    }

    /// Whether the ticket names this key.
    func matches(_ setup: TicketSetup) -> Bool {
        unsafe CRYPTO_memcmp(setup.name, bytes, Self.nameLength) == 0
    }

    /// Writes name and IV and sets cipher and MAC up for sealing.
    func seal(_ setup: TicketSetup) -> Bool {
        unsafe setup.name.update(from: bytes, count: Self.nameLength)
        return unsafe RAND_bytes(setup.iv, Self.ivLength) == 1
            && EVP_EncryptInit_ex(setup.cipher, EVP_aes_256_cbc(), nil, cipherKey, setup.iv) == 1
            && weir_mac_set_hmac_sha256_key(setup.mac, macKey, Self.keyLength) == 1
    }

    /// Sets cipher and MAC up for opening.
    func open(_ setup: TicketSetup) -> Bool {
        unsafe EVP_DecryptInit_ex(setup.cipher, EVP_aes_256_cbc(), nil, cipherKey, setup.iv) == 1
            && weir_mac_set_hmac_sha256_key(setup.mac, macKey, Self.keyLength) == 1
    }

    private var cipherKey: UnsafeMutablePointer<UInt8> { unsafe bytes + Self.nameLength }
    private var macKey: UnsafeMutablePointer<UInt8> { unsafe bytes + Self.nameLength + Self.keyLength }
}
