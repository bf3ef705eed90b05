/// The protocol versions that are spoken. The raw value is the one that OpenSSL and the access log use.
public enum TLSProtocolVersion: String, Sendable, Equatable, CaseIterable {
    case v1_2 = "TLSv1.2"
    case v1_3 = "TLSv1.3"
}
