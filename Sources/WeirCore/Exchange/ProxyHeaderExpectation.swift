public import WeirModel

/// What a connection's first bytes may be, by its listener and by who connects.
public enum ProxyHeaderExpectation: Sendable, Equatable {
    /// The client's own.
    case none
    /// A PROXY header, or the client's own.
    case optional
    /// A PROXY header.
    case required
    /// Nothing: the peer may not connect.
    case refused

    /// - Parameter isTrusted: the peer is in the listener's `trusted_proxies`.
    public init(_ acceptance: ProxyHeaderAcceptance, isTrusted: Bool) {
        self =
            switch acceptance {
            case .off: .none
            case .accept: isTrusted ? .optional : .none
            case .require: isTrusted ? .required : .refused
            }
    }
}
