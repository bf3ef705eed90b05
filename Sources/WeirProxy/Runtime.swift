import Logging
import Synchronization
import WeirCore
import WeirModel
import WeirTLS
import WeirTelemetry

/// What all event loops of a serving process share.
final class Runtime: Sendable {
    let configuration: Configuration
    let snapshot: Snapshot
    /// By upstream and server, as in the configuration.
    let addresses: [[ServerAddresses]]
    /// By upstream: PEM certificates to trust.
    private let authorities: [[UInt8]?]
    let accessLog: AccessLog
    let metrics: Metrics
    let metricNames: MetricNames
    let logNames: LogNames
    let logger: Logger
    /// Event loops that serve clients.
    let workerCount: Int
    private let draining = Atomic(false)

    init(
        configuration: Configuration, snapshot: Snapshot, addresses: [[ServerAddresses]],
        authorities: [[UInt8]?] = [], accessLog: AccessLog, metrics: Metrics, logger: Logger, workerCount: Int
    ) {
        self.configuration = configuration
        self.snapshot = snapshot
        self.addresses = addresses
        self.authorities = authorities
        self.accessLog = accessLog
        self.metrics = metrics
        self.logger = logger
        self.workerCount = workerCount
        metricNames = metrics.names(configuration, generation: snapshot.generation)
        logNames = LogNames(configuration, generation: snapshot.generation)
    }

    /// How TLS is spoken to an upstream's servers, for one event loop; nil: it is not.
    func serverTLS(ofUpstream index: Int) throws(TLSFailure) -> ServerTLS? {
        let upstream = configuration.upstreams[index]
        guard let settings = upstream.tls else { return nil }
        let trusted = authorities.indices.contains(index) ? authorities[index] : nil
        return try ServerTLS(settings, speaking: upstream.protocol, authorities: trusted)
    }

    /// The process is on its way out: new connections are not accepted, idle ones are closed.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func beginDraining() {
        draining.store(true, ordering: .relaxed)
    }
}
