extension TLSFileProblem {
    /// Whether it is the key's and not the certificate's, which may share a file.
    public var concernsKey: Bool {
        switch kind {
        case .noKey, .badKey, .encryptedKey, .mismatch: true
        case .unreadable, .tooLarge, .noCertificate, .badCertificate, .unusable, .expired, .notYetValid, .chainExpired,
            .incompleteChain, .wrongOrder, .unrelated, .duplicateName:
            false
        }
    }

    /// Errors keep the listener from starting.
    public var severity: Severity {
        switch kind {
        case .unreadable, .tooLarge, .noCertificate, .badCertificate, .noKey, .badKey, .encryptedKey, .mismatch,
            .unusable, .expired, .notYetValid:
            .error
        case .chainExpired, .incompleteChain, .wrongOrder, .unrelated, .duplicateName: .warning
        }
    }

    /// What is wrong, in one line without the path.
    public var message: String {
        switch kind {
        case .unreadable(let reason): "the file cannot be read: \(reason)"
        case .tooLarge: "the file is larger than \(CertificateStore.fileLimit >> 20) MiB"
        case .noCertificate: "the file holds no PEM certificate"
        case .badCertificate(let reason): "a certificate in the file is damaged: \(reason)"
        case .noKey: "the file holds no PEM private key"
        case .badKey(let reason): "the private key is damaged: \(reason)"
        case .encryptedKey: "the private key is encrypted"
        case .mismatch: "the private key does not belong to the certificate"
        case .unusable(let reason): "the certificate and its key cannot be used: \(reason)"
        case .expired(let since): "the certificate has expired, on \(UTCDate.text(since))"
        case .notYetValid(let from): "the certificate is not valid before \(UTCDate.text(from))"
        case .chainExpired(let subject, let since):
            "the chain's certificate \(subject) has expired, on \(UTCDate.text(since))"
        case .incompleteChain(let issuer): "the certificate of the issuer \(issuer) is not in the file"
        case .wrongOrder(let subject): "the chain is not in order at \(subject)"
        case .unrelated(let subject): "the certificate \(subject) has nothing to do with the others in the file"
        case .duplicateName(let name, let other): "\(other) already has a certificate of this key type for \(name)"
        }
    }

    /// What to do about it; nil: the message says it all.
    public var hint: String? {
        switch kind {
        case .unreadable, .badCertificate, .badKey: nil
        case .tooLarge: "give a file with this certificate's chain or key only"
        case .noCertificate:
            "PEM begins with -----BEGIN CERTIFICATE-----; convert DER with `openssl x509 -inform der`"
        case .noKey: "PEM begins with -----BEGIN PRIVATE KEY-----; are certificate and key swapped?"
        case .encryptedKey: "decrypt it with `openssl pkey -in KEY -out NEWKEY` and give that file mode 0600"
        case .mismatch(fits: .none): "take the key that the certificate was requested with"
        case .mismatch(fits: .some(let number)):
            "it belongs to certificate \(number) in the file: that one has to come first"
        case .unusable: "RSA keys need 2048 bits or more, and signatures SHA-256 or better"
        case .expired, .chainExpired: "renew it"
        case .notYetValid: "check the machine's clock"
        case .incompleteChain:
            "clients that do not know the issuer will refuse; add the intermediate certificates below this one"
        case .wrongOrder: "put the server's certificate first, and below each the one that signed it"
        case .unrelated: "remove it"
        case .duplicateName: "this one will never be used for that name"
        }
    }
}
