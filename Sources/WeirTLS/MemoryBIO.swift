import COpenSSL

/// What OpenSSL prints or encodes, as bytes.
enum MemoryBIO {
    /// Runs `body` with a `BIO` to write to; nil if it returns false, or there is no memory.
    static func collect(_ body: (OpaquePointer) -> Bool) -> [UInt8]? {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer { unsafe BIO_free(bio) }
        guard unsafe body(bio) else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe weir_bio_get_mem_data(bio, &start)
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: max(0, count)))
    }
}
