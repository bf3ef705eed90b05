import COpenSSL
import Glibc

extension X509Certificate {
    /// In one line, as RFC 2253 writes it.
    var subject: String { unsafe Self.text(X509_get_subject_name(pointer)) }
    var issuer: String { unsafe Self.text(X509_get_issuer_name(pointer)) }

    /// Seconds since 1970; nil: not a time.
    var notBefore: Int64? { unsafe Self.seconds(X509_get0_notBefore(pointer)) }
    var notAfter: Int64? { unsafe Self.seconds(X509_get0_notAfter(pointer)) }

    /// Whether `other`'s key signed this certificate, by names, key identifiers and key usage.
    func isIssued(by other: X509Certificate) -> Bool {
        unsafe X509_check_issued(other.pointer, pointer) == Int32(X509_V_OK)
    }

    var isSelfSigned: Bool { unsafe X509_self_signed(pointer, 0) == 1 }

    /// Whether the key is this certificate's.
    func matches(_ key: PrivateKey) -> Bool {
        defer { OpenSSLErrors.clear() }
        return unsafe X509_check_private_key(pointer, key.pointer) == 1
    }

    /// DNS names in lower case and addresses, in the order of the subject alternative name, without repetitions; the
    /// common name if there is no such extension and it can be one.
    var names: [String] {
        guard let extensionNames = alternativeNames else { return commonName.map { [$0] } ?? [] }
        var seen: Set<String> = []
        return extensionNames.filter { seen.insert($0).inserted }
    }

    var keyType: CertificateInfo.KeyType {
        switch unsafe X509_get0_pubkey(pointer).map({ unsafe EVP_PKEY_get_base_id($0) }) {
        case EVP_PKEY_EC: .ellipticCurve
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_ED25519, EVP_PKEY_ED448: .edwards
        default: .other
        }
    }

    /// SHA-256 of the encoded certificate; nil: out of memory.
    var fingerprint: [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let done = unsafe digest.withUnsafeMutableBufferPointer { target in
            var length: UInt32 = 0
            return unsafe X509_digest(pointer, EVP_sha256(), target.baseAddress, &length) == 1
        }
        return done ? digest : nil
    }

    private var alternativeNames: [String]? {
        guard let list = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return nil }
        let names = OpaquePointer(list)
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: [String] = []
        for index in unsafe 0..<max(0, weir_general_names_count(names)) {
            var type: Int32 = 0
            guard let string = unsafe weir_general_name_string(names, index, &type) else { continue }
            let bytes = unsafe Self.bytes(string)
            if let name = type == GEN_DNS ? Self.hostName(bytes) : Self.address(bytes) { found.append(name) }
        }
        return found
    }

    private var commonName: String? {
        let subject = unsafe X509_get_subject_name(pointer)
        let index = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = unsafe X509_NAME_get_entry(subject, index),
            let data = unsafe X509_NAME_ENTRY_get_data(entry)
        else { return nil }
        return unsafe Self.hostName(Self.bytes(data))
    }

    // What is no host name, such as "Example Ltd", can match none either.
    private static func hostName(_ bytes: [UInt8]) -> String? {
        let name = String(decoding: bytes, as: UTF8.self).lowercased()
        let isHost = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "*"):
                true
            default: false
            }
        }
        return isHost && !name.isEmpty ? name : nil
    }

    private static func address(_ bytes: [UInt8]) -> String? {
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let size = socklen_t(text.count)
        guard unsafe inet_ntop(family, bytes, &text, size) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func bytes(_ string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        unsafe [UInt8](
            UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: max(0, Int(ASN1_STRING_length(string)))))
    }

    private static func text(_ name: OpaquePointer?) -> String {
        unsafe MemoryBIO.collect { unsafe weir_x509_name_print($0, name) >= 0 }.map {
            String(decoding: $0, as: UTF8.self)
        } ?? ""
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var parts = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return unsafe Int64(timegm(&parts))
    }
}
