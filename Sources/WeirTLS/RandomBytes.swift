import COpenSSL

/// Unpredictable bytes of OpenSSL's generator.
public enum RandomBytes {
    /// For seeding generators of ids and of choices.
    public static func seed() -> UInt64 {
        var seed: UInt64 = 0
        let done = unsafe withUnsafeMutableBytes(of: &seed) { bytes in
            unsafe RAND_bytes(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(bytes.count)) == 1
        }
        if done { return seed }
        // Nothing secret hangs on a seed: the system's own will do.
        OpenSSLErrors.clear()
        return UInt64.random(in: .min ... .max)
    }

    /// `count` fresh bytes, fit for keys; at most 1 MiB of them.
    public static func make(count: Int) throws(TLSFailure) -> [UInt8] {
        guard count >= 0, count <= 1 << 20 else { throw TLSFailure(.misuse, detail: "RandomBytes: bad count") }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, made in
            made = unsafe RAND_bytes(target.baseAddress, Int32(count)) == 1 ? count : 0
        }
        guard bytes.count == count else { throw OpenSSLErrors.failure("RAND_bytes") }
        return bytes
    }
}
