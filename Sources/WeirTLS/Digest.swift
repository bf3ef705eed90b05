import COpenSSL

/// SHA-256, for what has to be told apart, not kept secret.
enum Digest {
    /// 32 bytes; nil: out of memory.
    static func sha256(_ bytes: [UInt8]) -> [UInt8]? {
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { target, count in
            let done = unsafe bytes.withUnsafeBufferPointer { source in
                unsafe SHA256(source.baseAddress, source.count, target.baseAddress) != nil
            }
            count = done ? Int(SHA256_DIGEST_LENGTH) : 0
        }
        return digest.isEmpty ? nil : digest
    }
}
