import COpenSSL

/// Owns one reference to an `EVP_PKEY` with its private part. OpenSSL wipes it when it goes.
///
/// `@unchecked Sendable`: nothing here changes one once it is made, and OpenSSL locks what it caches inside.
@safe
final class PrivateKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes the reference over.
    init(adopting pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// A key that shares nothing with this one; nil: out of memory.
    func copy() -> PrivateKey? {
        unsafe EVP_PKEY_dup(pointer).map { unsafe PrivateKey(adopting: $0) }
    }
}
