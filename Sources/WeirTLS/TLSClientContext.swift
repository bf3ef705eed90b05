import COpenSSL

/// The settings of a client's side, for one event loop. The server's chain is always verified.
///
/// Ownership: owns the `SSL_CTX`; the engines hold this object.
@safe
public final class TLSClientContext {
    let pointer: OpaquePointer
    let loop = TLSLoopResources()

    /// - Parameters:
    ///   - authorities: PEM certificates to trust; nil: those of the system.
    ///   - applicationProtocols: ALPN identifiers to offer, in order of preference; empty: none.
    public init(
        authorities: [UInt8]?, minimumVersion: TLSProtocolVersion = .v1_2, maximumVersion: TLSProtocolVersion = .v1_3,
        applicationProtocols: [String] = []
    ) throws(TLSFailure) {
        guard let pointer = unsafe SSL_CTX_new(TLS_client_method()) else { throw OpenSSLErrors.failure("SSL_CTX_new") }
        unsafe self.pointer = pointer
        unsafe SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        unsafe weir_ssl_ctx_set_mode(pointer, Int(SSL_MODE_RELEASE_BUFFERS) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
        unsafe weir_ssl_ctx_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        let done =
            unsafe weir_ssl_ctx_set_min_proto_version(pointer, minimumVersion.number) == 1
            && weir_ssl_ctx_set_max_proto_version(pointer, maximumVersion.number) == 1
        guard done else { throw OpenSSLErrors.failure("TLS versions") }
        try trust(authorities)
        if !applicationProtocols.isEmpty { try offer(ApplicationProtocols(applicationProtocols)) }
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }

    private func trust(_ authorities: [UInt8]?) throws(TLSFailure) {
        guard let authorities else {
            guard unsafe SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw OpenSSLErrors.failure("system's certificates")
            }
            return
        }
        let certificates: [X509Certificate]
        do {
            certificates = try PEMFile.certificates(authorities)
        } catch {
            throw TLSFailure(.inside, detail: "trusted certificates: \(error.text)")
        }
        let store = unsafe SSL_CTX_get_cert_store(pointer)
        for certificate in certificates {
            guard unsafe X509_STORE_add_cert(store, certificate.pointer) == 1 else {
                throw OpenSSLErrors.failure("trusted certificate")
            }
        }
    }

    private func offer(_ protocols: ApplicationProtocols) throws(TLSFailure) {
        let list = unsafe protocols.wireFormat
        // Unlike its relatives it answers 0 when done.
        guard unsafe SSL_CTX_set_alpn_protos(pointer, list.baseAddress, UInt32(list.count)) == 0 else {
            throw OpenSSLErrors.failure("ALPN")
        }
    }
}
