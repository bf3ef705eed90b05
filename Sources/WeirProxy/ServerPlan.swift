public import Logging
import NIOCore
import Synchronization
public import WeirCore
public import WeirModel
public import WeirTLS
import WeirTelemetry

/// Everything a `ProxyServer` is started with, loaded and checked.
public struct ServerPlan: Sendable {
    public var configuration: Configuration
    /// For each listener with TLS its certificates; nil for the others.
    public var certificates: [CertificateStore?]
    /// For each upstream the PEM certificates that its servers' must be signed by; nil: no TLS, or those of the system.
    public var authorities: [[UInt8]?]
    public var keys: AffinityKeyRing
    /// The effective configuration without secrets, as JSON: what `GET /config` shows.
    public var effectiveConfiguration: [UInt8]
    public var logger: Logger
    /// Shown by `weir_build_info`.
    public var version: String
    /// Demo origins served by this process.
    public var origins: [DemoOriginListener]

    public init(
        configuration: Configuration, certificates: [CertificateStore?], authorities: [[UInt8]?] = [],
        keys: AffinityKeyRing,
        effectiveConfiguration: [UInt8] = [], logger: Logger, version: String, origins: [DemoOriginListener] = []
    ) {
        self.configuration = configuration
        self.certificates = certificates
        self.authorities = authorities
        self.keys = keys
        self.effectiveConfiguration = effectiveConfiguration
        self.logger = logger
        self.version = version
        self.origins = origins
    }

    /// Event loops that serve clients.
    public var workerCount: Int {
        switch configuration.workers {
        case .auto: max(1, System.coreCount)
        case .count(let count): max(1, count)
        }
    }

    func makeRuntime(addresses: [[ServerAddresses]]) throws -> Runtime {
        let now = LoopClock().now
        return Runtime(
            configuration: configuration,
            snapshot: Snapshot(configuration: configuration, keys: keys, generation: 1, now: now),
            addresses: addresses, authorities: authorities, accessLog: try AccessLog(configuration.log.access),
            metrics: Metrics(build: [(label: "version", value: version)]), logger: logger, workerCount: workerCount)
    }

    /// The listener as one event loop serves it.
    func setup(ofListener index: Int, ticketKeys: TicketKeys) throws -> ListenerSetup {
        let listener = configuration.listeners[index]
        let role = listener.redirectToHTTPSPort.map(ListenerRole.redirectToHTTPS) ?? .proxy
        guard let settings = listener.tls, let store = certificates[index] else {
            return ListenerSetup(
                index: index, role: role, trustedProxies: listener.trustedProxies,
                acceptsPreface: listener.plainHTTP2 == .priorKnowledge, proxyHeader: listener.proxyHeader, tls: nil)
        }
        // Clients that speak HTTP/1.0 may say so (RFC 7301 §6).
        let protocols = settings.alpn.flatMap { $0 == .http1 ? [$0.rawValue, "http/1.0"] : [$0.rawValue] }
        let context = try TLSContext(
            store: store, minimumVersion: settings.minimumVersion == .v1_3 ? .v1_3 : .v1_2,
            applicationProtocols: protocols, rejectsUnknownNames: settings.unknownSNI == .reject, ticketKeys: ticketKeys
        )
        return ListenerSetup(
            index: index, role: role, trustedProxies: listener.trustedProxies, proxyHeader: listener.proxyHeader,
            tls: context)
    }
}
