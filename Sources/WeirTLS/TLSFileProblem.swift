/// Something about a certificate or key file that a person should know of. Texts are whole sentences without the
/// path.
public struct TLSFileProblem: Error, Sendable, Equatable {
    public var kind: Kind
    /// The path as it was given.
    public var file: String
    /// Index into the sources that were to be loaded.
    public var source: Int

    /// Whether the files can be used all the same.
    public enum Severity: String, Sendable, Equatable { case error, warning }

    /// What is wrong.
    public enum Kind: Sendable, Equatable {
        /// The system's words.
        case unreadable(String)
        /// More than `CertificateStore.fileLimit` bytes.
        case tooLarge
        case noCertificate
        /// OpenSSL's words.
        case badCertificate(String)
        case noKey
        /// OpenSSL's words.
        case badKey(String)
        case encryptedKey
        /// The key is not the certificate's; the number, from 1, of the one in the file that it does belong to.
        case mismatch(fits: Int?)
        /// OpenSSL's words about a pair that fits but cannot serve, such as a key that is too short.
        case unusable(String)
        /// Seconds since 1970.
        case expired(since: Int64)
        /// Seconds since 1970.
        case notYetValid(from: Int64)
        /// A certificate further down the chain has expired: its subject, and seconds since 1970.
        case chainExpired(subject: String, since: Int64)
        /// The issuer, which is not in the file.
        case incompleteChain(issuer: String)
        /// The subject of the first certificate that does not follow on the one before it.
        case wrongOrder(subject: String)
        /// The subject of a certificate that has nothing to do with the others.
        case unrelated(subject: String)
        /// Another certificate file with a key of the same type was first to have this name.
        case duplicateName(String, other: String)
    }

    public init(_ kind: Kind, file: String, source: Int) {
        self.kind = kind
        self.file = file
        self.source = source
    }
}
