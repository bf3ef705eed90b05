/// A listener's TLS settings and certificates, ready to serve, for one event loop.
public final class TLSContext {
    /// - Parameters:
    ///   - applicationProtocols: ALPN identifiers in order of preference; empty: ALPN is not answered.
    ///   - rejectsUnknownNames: a server name that fits no certificate ends the handshake.
    public init(
        store: CertificateStore, minimumVersion: TLSProtocolVersion, applicationProtocols: [String],
        rejectsUnknownNames: Bool, ticketKeys: TicketKeys
    ) throws(TLSFailure) {}
}
