import COpenSSL

extension PrivateKey {
    /// A new key on the curve P-256.
    static func makeP256() throws(TLSFailure) -> PrivateKey {
        guard let made = unsafe weir_evp_ec_gen_p256() else { throw OpenSSLErrors.failure("EC key") }
        return unsafe PrivateKey(adopting: made)
    }

    /// One PEM block (PKCS #8), not encrypted.
    func pem() throws(TLSFailure) -> [UInt8] {
        let bytes = unsafe MemoryBIO.collect {
            unsafe PEM_write_bio_PrivateKey($0, pointer, nil, nil, 0, nil, nil) == 1
        }
        guard let bytes else { throw OpenSSLErrors.failure("PEM private key") }
        return bytes
    }
}
