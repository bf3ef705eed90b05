import COpenSSL

/// Owns one reference to an `X509`.
///
/// `@unchecked Sendable`: nothing here changes one once it is made, and OpenSSL locks what it caches inside.
@safe
final class X509Certificate: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes the reference over.
    init(adopting pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe X509_free(pointer)
    }

    /// A certificate that shares nothing with this one; nil: out of memory.
    func copy() -> X509Certificate? {
        unsafe X509_dup(pointer).map { unsafe X509Certificate(adopting: $0) }
    }
}
