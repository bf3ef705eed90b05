/// Why a connection's TLS, or the making of something that it needs, came to nothing. Final: a failed engine stays
/// so.
public struct TLSFailure: Error, Sendable, Equatable {
    public var kind: Kind
    /// OpenSSL's words or ours, at most `TLSFailure.detailLimit` bytes of UTF-8; for logs, not for peers.
    public var detail: String
    /// The alert that the peer sent, or that was put into the outbound bytes for it (RFC 8446 §6); nil: none.
    public var alert: TLSAlert?

    /// The raw value is a constant word for logs.
    public enum Kind: String, Sendable, Equatable, CaseIterable {
        /// The first bytes are a clear-text HTTP request. Nothing was answered: the driver can do so, in clear text.
        case plainHTTP = "plain_http"
        /// What came is not TLS, or not as the protocol, the settings or the keys have it.
        case badProtocol = "bad_protocol"
        /// The peer gave up with a fatal alert.
        case alertReceived = "alert_received"
        /// The server name fits no certificate, and the context rejects those.
        case unknownName = "unknown_name"
        /// The client offered application protocols, none of them ours (RFC 7301 §3.2).
        case noApplicationProtocol = "no_application_protocol"
        /// The driver went on feeding an engine that it did not read from, or writing to one whose peer stalls it.
        case overflow
        /// A call that the state does not allow: a write before the handshake or after the close. The engine lives
        /// on.
        case misuse
        /// OpenSSL could not do what always works: no memory, no randomness.
        case inside
    }

    /// Longest `detail`, in bytes.
    public static let detailLimit = 200

    public init(_ kind: Kind, detail: String = "", alert: TLSAlert? = nil) {
        self.kind = kind
        self.detail = detail
        self.alert = alert
    }
}
