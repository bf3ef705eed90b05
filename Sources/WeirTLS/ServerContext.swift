import COpenSSL

/// One `SSL_CTX` with one group of certificates, and the settings that all of them share.
///
/// Owns the `SSL_CTX`, which owns copies of the certificates and keys.
@safe
final class ServerContext {
    let pointer: OpaquePointer

    // What tickets are bound to, beside the name: the leaves.
    private let fingerprint: [UInt8]
    // Clients ask for the same name again and again.
    private var lastBinding: (name: String, digest: [UInt8])?

    /// Cipher suites of TLS 1.2: forward secrecy and authenticated encryption only, as RFC 9325 §4.2 recommends and
    /// HTTP/2 demands (RFC 9113 §9.2.2).
    static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305"
        + ":ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
    /// Cipher suites of TLS 1.3.
    static let suites = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384"
    /// Key exchange groups, the cheapest first.
    static let groups = "X25519:P-256:P-384"

    init(pairs: [CertificatePair], minimumVersion: TLSProtocolVersion) throws(TLSFailure) {
        guard let pointer = unsafe SSL_CTX_new(TLS_server_method()) else { throw OpenSSLErrors.failure("SSL_CTX_new") }
        unsafe self.pointer = unsafe pointer
        fingerprint = pairs.flatMap(\.fingerprint)
        try configure(minimumVersion)
        for pair in pairs { try use(pair) }
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }

    /// Tickets of this connection will resume, and tickets for it will have been made, under the same name and leaves
    /// only.
    func bindSessions(of ssl: OpaquePointer, to name: String) -> Bool {
        guard let digest = binding(to: name) else { return false }
        return unsafe digest.withUnsafeBufferPointer { bytes in
            unsafe SSL_set_session_id_context(ssl, bytes.baseAddress, UInt32(bytes.count)) == 1
        }
    }

    private func binding(to name: String) -> [UInt8]? {
        if let lastBinding, lastBinding.name == name { return lastBinding.digest }
        guard let digest = Digest.sha256(fingerprint + name.utf8) else { return nil }
        lastBinding = (name, digest)
        return digest
    }

    private func configure(_ minimumVersion: TLSProtocolVersion) throws(TLSFailure) {
        unsafe SSL_CTX_set_options(
            pointer,
            weir_ssl_op_no_renegotiation | weir_ssl_op_no_compression | weir_ssl_op_cipher_server_preference
                | weir_ssl_op_prioritize_chacha
        )
        unsafe weir_ssl_ctx_set_mode(
            pointer,
            Int(SSL_MODE_RELEASE_BUFFERS) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER) | Int(SSL_MODE_NO_AUTO_CHAIN)
        )
        unsafe weir_ssl_ctx_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        unsafe SSL_CTX_set_timeout(pointer, Int(TicketKeys.period))
        // 112 bits: RSA from 2048 bits on, no SHA-1 signatures, whatever the system's configuration says.
        unsafe SSL_CTX_set_security_level(pointer, 2)
        // One ticket: a client that keeps several connections gets one with each, resumed ones included, and each
        // further ticket would cost every handshake a sealing and some 250 bytes.
        let done =
            unsafe SSL_CTX_set_num_tickets(pointer, 1) == 1 && SSL_CTX_set_max_early_data(pointer, 0) == 1
            && weir_ssl_ctx_set_min_proto_version(pointer, minimumVersion.number) == 1
            && weir_ssl_ctx_set_max_proto_version(pointer, TLS1_3_VERSION) == 1
            && SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1
            && SSL_CTX_set_ciphersuites(pointer, Self.suites) == 1
            && weir_ssl_ctx_set1_groups_list(pointer, Self.groups) == 1
        guard done else { throw OpenSSLErrors.failure("TLS settings") }
    }

    private func use(_ pair: CertificatePair) throws(TLSFailure) {
        OpenSSLErrors.clear()
        guard let leaf = pair.chain.first?.copy(), unsafe SSL_CTX_use_certificate(pointer, leaf.pointer) == 1 else {
            throw OpenSSLErrors.failure("certificate")
        }
        guard let key = pair.key.copy(), unsafe SSL_CTX_use_PrivateKey(pointer, key.pointer) == 1 else {
            throw OpenSSLErrors.failure("private key")
        }
        for certificate in pair.chain.dropFirst() {
            guard let copy = certificate.copy(), unsafe weir_ssl_ctx_add1_chain_cert(pointer, copy.pointer) == 1 else {
                throw OpenSSLErrors.failure("certificate chain")
            }
        }
    }
}
