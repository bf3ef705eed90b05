import COpenSSL

/// The library that is linked at run time.
public enum OpenSSLVersion {
    /// Such as `OpenSSL 3.0.17 1 Jul 2025`.
    public static var text: String {
        unsafe String(cString: OpenSSL_version(OPENSSL_VERSION))
    }
}
