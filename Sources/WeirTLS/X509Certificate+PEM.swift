import COpenSSL

extension X509Certificate {
    /// One PEM block.
    func pem() throws(TLSFailure) -> [UInt8] {
        let bytes = unsafe MemoryBIO.collect { unsafe PEM_write_bio_X509($0, pointer) == 1 }
        guard let bytes else { throw OpenSSLErrors.failure("PEM certificate") }
        return bytes
    }
}
