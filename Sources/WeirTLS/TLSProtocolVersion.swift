import COpenSSL

/// The protocol versions that are spoken. The raw value is the one that OpenSSL and the access log use.
public enum TLSProtocolVersion: String, Sendable, Equatable, CaseIterable {
    case v1_2 = "TLSv1.2"
    case v1_3 = "TLSv1.3"
}

extension TLSProtocolVersion {
    /// OpenSSL's number, which is the protocol's.
    var number: Int32 {
        switch self {
        case .v1_2: TLS1_2_VERSION
        case .v1_3: TLS1_3_VERSION
        }
    }
}
