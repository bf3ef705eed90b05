import Logging
import Synchronization
import WeirCore
import WeirModel
import WeirTelemetry

/// What all event loops of a serving process share.
final class Runtime: Sendable {
    let configuration: Configuration
    let snapshot: Snapshot
    /// By upstream and server, as in the configuration.
    let addresses: [[ServerAddresses]]
    let accessLog: AccessLog
    let metrics: Metrics
    let metricNames: MetricNames
    let logNames: LogNames
    let logger: Logger
    /// Event loops that serve clients.
    let workerCount: Int
    private let draining = Atomic(false)

    init(
        configuration: Configuration, snapshot: Snapshot, addresses: [[ServerAddresses]], accessLog: AccessLog,
        metrics: Metrics, logger: Logger, workerCount: Int
    ) {
        self.configuration = configuration
        self.snapshot = snapshot
        self.addresses = addresses
        self.accessLog = accessLog
        self.metrics = metrics
        self.logger = logger
        self.workerCount = workerCount
        metricNames = metrics.names(configuration, generation: snapshot.generation)
        logNames = LogNames(configuration, generation: snapshot.generation)
    }

    /// The process is on its way out: new connections are not accepted, idle ones are closed.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func beginDraining() {
        draining.store(true, ordering: .relaxed)
    }
}
