import COpenSSL

extension TLSEngine {
    /// Connects: the first `read` makes the ClientHello.
    ///
    /// - Parameters:
    ///   - serverName: is sent (RFC 6066 §3); nil: none is.
    ///   - verifiedName: DNS name or address that the certificate has to be for; nil: any that the authorities
    ///     signed.
    public convenience init(
        client context: TLSClientContext, serverName: String?, verifiedName: String?
    ) throws(TLSFailure) {
        try unsafe self.init(role: .client, sslContext: context.pointer, owner: context, loop: context.loop)
        self.serverName = serverName
        if let serverName {
            guard unsafe weir_ssl_set_tlsext_host_name(ssl, serverName) == 1 else {
                throw OpenSSLErrors.failure("server name")
            }
        }
        switch verifiedName.map(HostName.init) {
        case nil: return
        case .dns(let name)??:
            unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
            guard unsafe SSL_set1_host(ssl, name) == 1 else { throw OpenSSLErrors.failure("verified name") }
        case .address(let address)??:
            guard unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) == 1 else {
                throw OpenSSLErrors.failure("verified address")
            }
        case .some(nil): throw TLSFailure(.misuse, detail: "not a host name to verify")
        }
    }
}
