/// Certificates that servers' certificates must be signed by, read from a PEM file.
public enum TrustedAuthorities {
    /// Bytes of a file at most.
    private static let limit = 4 << 20

    /// The file's bytes, at least one certificate among them.
    /// - Throws: what is wrong with the file, in words that follow its name.
    public static func load(_ path: String) throws(TrustProblem) -> [UInt8] {
        let bytes: [UInt8]
        do throws(BoundedFile.ReadError) {
            bytes = try BoundedFile.read(path, limit: limit)
        } catch {
            switch error {
            case .unreadable(let reason): throw TrustProblem(text: "cannot be read: \(reason)")
            case .tooLarge: throw TrustProblem(text: "is larger than 4 MiB")
            }
        }
        let count: Int
        do {
            count = try PEMFile.certificates(bytes).count
        } catch {
            throw TrustProblem(text: error.text)
        }
        guard count > 0 else { throw TrustProblem(text: "holds no certificate in PEM") }
        return bytes
    }
}

/// Why certificates cannot be trusted.
public struct TrustProblem: Error, Sendable, Equatable {
    /// Follows the file's name.
    public var text: String
}
