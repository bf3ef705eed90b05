import COpenSSL

/// The certificates and keys in a PEM file's bytes. Blocks of other kinds are passed over, as OpenSSL does.
enum PEMFile {
    /// All certificates, in the file's order, which may be none; the rest is not read after a bad one.
    static func certificates(_ bytes: [UInt8]) throws(BadBlock) -> [X509Certificate] {
        unsafe try withBIO(bytes) { bio throws(BadBlock) in
            var found: [X509Certificate] = []
            while true {
                OpenSSLErrors.clear()
                if let certificate = unsafe PEM_read_bio_X509(bio, nil, { _, _, _, _ in noPassword }, nil) {
                    unsafe found.append(X509Certificate(adopting: certificate))
                    continue
                }
                let entry = OpenSSLErrors.take()
                if entry.isPEM(PEM_R_NO_START_LINE) { return found }
                throw BadBlock(text: entry.text)
            }
        }
    }

    /// A block that says what it is, and is not.
    struct BadBlock: Error {
        /// OpenSSL's words.
        var text: String
    }

    enum KeyReading {
        case key(PrivateKey)
        case none
        case encrypted
        /// OpenSSL's words.
        case bad(String)
    }

    /// The first private key.
    static func privateKey(_ bytes: [UInt8]) -> KeyReading {
        switch firstKeyBlock(bytes) {
        case .none: return .none
        case .encrypted: return .encrypted
        case .plain: break
        }
        return unsafe withBIO(bytes) { bio in
            OpenSSLErrors.clear()
            if let key = unsafe PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in noPassword }, nil) {
                return unsafe .key(PrivateKey(adopting: key))
            }
            return .bad(OpenSSLErrors.take().text)
        }
    }

    private enum KeyBlock { case none, encrypted, plain }

    // By the labels of RFC 7468 §10 and §11, and the header lines of RFC 1421 §4.6 that older tools write.
    private static func firstKeyBlock(_ bytes: [UInt8]) -> KeyBlock {
        unsafe withBIO(bytes) { bio in
            var found = KeyBlock.none
            var more = true
            while more, case .none = found {
                OpenSSLErrors.clear()
                var label: UnsafeMutablePointer<CChar>?
                var header: UnsafeMutablePointer<CChar>?
                var data: UnsafeMutablePointer<UInt8>?
                var length = 0
                more = unsafe PEM_read_bio(bio, &label, &header, &data, &length) == 1
                guard more else { break }
                unsafe found = kind(label: label, header: header)
                unsafe CRYPTO_free(label, #file, #line)
                unsafe CRYPTO_free(header, #file, #line)
                unsafe CRYPTO_clear_free(data, max(length, 0), #file, #line)
            }
            OpenSSLErrors.clear()
            return found
        }
    }

    private static func kind(label: UnsafePointer<CChar>?, header: UnsafePointer<CChar>?) -> KeyBlock {
        guard let label = unsafe label else { return .none }
        let name = unsafe String(cString: label)
        guard name.hasSuffix("PRIVATE KEY") else { return .none }
        let lines = unsafe header.map { unsafe String(cString: $0) } ?? ""
        return name.hasPrefix("ENCRYPTED") || lines.contains("ENCRYPTED") ? .encrypted : .plain
    }

    private static func withBIO<Result, Failure: Error>(
        _ bytes: [UInt8], _ body: (OpaquePointer?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bio = unsafe bytes.withUnsafeBytes { source -> OpaquePointer? in
            guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
            // An empty memory BIO answers "try again" unless told that this is the end; ours is at its end for good.
            unsafe weir_bio_set_mem_eof_return(bio, 0)
            unsafe BIO_write(bio, source.baseAddress, Int32(clamping: source.count))
            return unsafe bio
        }
        defer { unsafe BIO_free(bio) }
        return unsafe try body(bio)
    }
}

/// What a password callback answers to give up; without one, OpenSSL would ask at the terminal.
private let noPassword: Int32 = -1
