import CNGHTTP2

/// Why a session cannot go on.
public enum HTTP2SessionFailure: Sendable, Equatable {
    /// The peer does not speak HTTP/2 (RFC 9113 §3.4).
    case noPreface
    /// More frames that want an answer than are answered.
    case flooded
    /// A header block in too many pieces.
    case tooManyContinuations
    case inside

    init(library code: Int) {
        self =
            switch Int32(truncatingIfNeeded: code) {
            case NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue: .noPreface
            case NGHTTP2_ERR_FLOODED.rawValue: .flooded
            case NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue: .tooManyContinuations
            default: .inside
            }
    }

    /// What the peer is told.
    public var code: HTTP2ErrorCode {
        switch self {
        case .noPreface: .protocolError
        case .flooded, .tooManyContinuations: .enhanceYourCalm
        case .inside: .internalError
        }
    }
}
