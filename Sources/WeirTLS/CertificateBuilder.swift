import COpenSSL

/// Makes certificates. Names have to be checked before: they become part of OpenSSL's extension syntax.
struct CertificateBuilder {
    var commonName: String
    var names: [HostName] = []
    /// Seconds since 1970.
    var notBefore: Int64
    /// Seconds since 1970.
    var notAfter: Int64
    var role = Role.server

    enum Role: Equatable {
        case server
        /// How many authorities may stand below it; nil: any number.
        case authority(pathLength: Int?)
    }

    /// What signs.
    struct Issuer {
        var certificate: X509Certificate
        var key: PrivateKey
    }

    /// A certificate for `key`, signed by the issuer, or by itself where there is none.
    func build(key: PrivateKey, issuer: Issuer?) throws(TLSFailure) -> X509Certificate {
        OpenSSLErrors.clear()
        guard let new = unsafe X509_new() else { throw OpenSSLErrors.failure("X509_new") }
        let certificate = unsafe X509Certificate(adopting: new)
        let subject = unsafe X509_get_subject_name(new)
        let done =
            unsafe X509_set_version(new, Int(X509_VERSION_3)) == 1 && setSerialNumber(certificate)
            && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, commonName, -1, -1, 0) == 1
            && X509_set_issuer_name(new, X509_get_subject_name(issuer?.certificate.pointer ?? new)) == 1
            && ASN1_TIME_set(X509_getm_notBefore(new), Int(notBefore)) != nil
            && ASN1_TIME_set(X509_getm_notAfter(new), Int(notAfter)) != nil && X509_set_pubkey(new, key.pointer) == 1
        guard done else { throw OpenSSLErrors.failure("certificate fields") }
        for (kind, value) in extensions {
            try add(kind, value, to: certificate, issuer: issuer?.certificate ?? certificate)
        }
        guard unsafe X509_sign(new, (issuer?.key ?? key).pointer, EVP_sha256()) > 0 else {
            throw OpenSSLErrors.failure("signature")
        }
        return certificate
    }

    // RFC 5280 §4.2.1, in OpenSSL's words. The subject's key identifier comes before the authority's, which may be
    // it.
    private var extensions: [(Int32, String)] {
        switch role {
        case .server:
            let alternatives = names.map(\.alternativeName).joined(separator: ",")
            return [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_key_identifier, "hash"),
                (NID_authority_key_identifier, "keyid:always"),
            ] + (names.isEmpty ? [] : [(NID_subject_alt_name, alternatives)])
        case .authority(let pathLength):
            let limit = pathLength.map { ",pathlen:\($0)" } ?? ""
            return [
                (NID_basic_constraints, "critical,CA:TRUE\(limit)"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always"),
            ]
        }
    }

    private func add(
        _ kind: Int32, _ value: String, to certificate: X509Certificate, issuer: X509Certificate
    ) throws(TLSFailure) {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, issuer.pointer, certificate.pointer, nil, nil, 0)
        unsafe weir_x509v3_set_ctx_nodb(&context)
        guard let made = unsafe X509V3_EXT_conf_nid(nil, &context, kind, value) else {
            throw OpenSSLErrors.failure("certificate extension")
        }
        defer { unsafe X509_EXTENSION_free(made) }
        guard unsafe X509_add_ext(certificate.pointer, made, -1) == 1 else {
            throw OpenSSLErrors.failure("certificate extension")
        }
    }

    // Positive and unpredictable (RFC 5280 §4.1.2.2).
    private func setSerialNumber(_ certificate: X509Certificate) -> Bool {
        guard var bytes = try? RandomBytes.make(count: 16) else { return false }
        bytes[0] = bytes[0] & 0x7f | 0x40
        guard let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.pointer)) != nil
    }
}
