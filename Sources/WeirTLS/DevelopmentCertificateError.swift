/// Why no development certificates were made or written.
public enum DevelopmentCertificateError: Error, Sendable, Equatable {
    case noHost
    /// Neither a DNS name nor an address.
    case badHost(String)
    /// The path is taken, and `force` was not given.
    case exists(path: String)
    /// The system's words.
    case unwritable(path: String, reason: String)
    /// OpenSSL's words.
    case inside(String)

    /// What is wrong, in one line.
    public var message: String {
        switch self {
        case .noHost: "no host name was given"
        case .badHost(let host): "neither a host name nor an address: \(host)"
        case .exists(let path): "\(path) exists already"
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .inside(let reason): "OpenSSL failed: \(reason)"
        }
    }
}
