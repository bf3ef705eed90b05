import COpenSSL

/// A listener's TLS settings and certificates, ready to serve, for one event loop: OpenSSL's reference counts and
/// locks are then nobody else's business, so certificates and keys are copied into each.
///
/// Holds one `SSL_CTX` for each group of certificates. All have the same settings; the ClientHello callback changes a
/// connection from the default one to that of its server name. This happens before a ticket is looked at, unlike the
/// servername callback's turn, so that a session resumes only for the name and certificate that it was made with (RFC
/// 6066 §3).
///
/// Ownership: owns the `SSL_CTX`s, which point back to it without owning it; the engines hold it.
@safe
public final class TLSContext {
    let defaultContext: OpaquePointer
    let loop = TLSLoopResources()
    let ticketKeys: TicketKeys

    private let contexts: [ServerContext]
    private let choice: CertificateChoice
    private let unknownNames: UnknownNames
    /// Nil: the extension is not answered.
    let protocols: ApplicationProtocols?

    private enum UnknownNames { case useDefault, reject }

    /// - Parameters:
    ///   - applicationProtocols: ALPN identifiers in order of preference; empty: ALPN is not answered.
    ///   - rejectsUnknownNames: a server name that fits no certificate ends the handshake with unrecognized_name. A
    ///     client that names nothing gets the first certificate either way.
    public init(
        store: CertificateStore, minimumVersion: TLSProtocolVersion, applicationProtocols: [String],
        rejectsUnknownNames: Bool, ticketKeys: TicketKeys
    ) throws(TLSFailure) {
        self.ticketKeys = ticketKeys
        choice = CertificateChoice(store.certificates)
        unknownNames = rejectsUnknownNames ? .reject : .useDefault
        protocols = applicationProtocols.isEmpty ? nil : try ApplicationProtocols(applicationProtocols)
        var contexts: [ServerContext] = []
        for group in choice.groups {
            let pairs = group.map { store.pairs[$0] }
            contexts.append(try ServerContext(pairs: pairs, minimumVersion: minimumVersion))
        }
        guard let first = contexts.first else { throw TLSFailure(.inside, detail: "no certificate") }
        self.contexts = contexts
        unsafe defaultContext = unsafe first.pointer
        for context in contexts { attach(context) }
    }

    private func attach(_ context: ServerContext) {
        let back = unsafe Unmanaged.passUnretained(self).toOpaque()
        let pointer = unsafe context.pointer
        unsafe SSL_CTX_set_ex_data(pointer, 0, back)
        unsafe SSL_CTX_set_client_hello_cb(pointer, { unsafe TLSCallbacks.clientHello($0, $1, $2) }, back)
        unsafe weir_ssl_ctx_set_tlsext_servername_callback(pointer) { ssl, _, _ in
            unsafe TLSCallbacks.serverName(ssl)
        }
        if protocols != nil {
            unsafe SSL_CTX_set_alpn_select_cb(
                pointer, { unsafe TLSCallbacks.selectProtocol($1, $2, $3, $4, $5) }, back
            )
        }
        unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(pointer) { unsafe TLSCallbacks.ticketKey($0, $1, $2, $3, $4, $5) }
        unsafe SSL_CTX_set_info_callback(pointer) { unsafe TLSCallbacks.information($0, $1, $2) }
    }
}

extension TLSContext {
    /// Gives the connection the certificates for its server name; nil: the name is refused. Runs before anything else
    /// of the ClientHello counts.
    func choose(for engine: TLSEngine) -> TLSAlert? {
        let group: Int
        switch unsafe Self.requestedName(engine.ssl) {
        case .name(let name)?:
            engine.serverName = name
            let found = choice.group(for: name)
            engine.serverNameFits = found != nil
            if found == nil, case .reject = unknownNames { return refuseName(engine) }
            group = found ?? 0
        case .unusable?:
            if case .reject = unknownNames { return refuseName(engine) }
            group = 0
        case nil: group = 0
        }
        let context = contexts[group]
        guard unsafe SSL_set_SSL_CTX(engine.ssl, context.pointer) != nil,
            unsafe context.bindSessions(of: engine.ssl, to: engine.serverName ?? "")
        else {
            engine.refusal = .inside
            return .internalError
        }
        return nil
    }

    private func refuseName(_ engine: TLSEngine) -> TLSAlert {
        engine.refusal = .unknownName
        return .unrecognizedName
    }

    private static func requestedName(_ ssl: OpaquePointer) -> ClientHelloName? {
        var start: UnsafePointer<UInt8>?
        var length = 0
        guard unsafe SSL_client_hello_get0_ext(ssl, UInt32(TLSEXT_TYPE_server_name), &start, &length) == 1 else {
            return nil
        }
        return unsafe ClientHelloName(extensionBytes: UnsafeRawBufferPointer(start: start, count: length))
    }
}
