import Logging
import NIOCore
import WeirCore
import WeirModel

@testable import WeirProxy
@testable import WeirTelemetry

/// Weir with one worker, its clock and its network in a test's hand: everything else is the real thing.
///
/// ```
/// let process = try SimulatedProcess(configuration)
/// process.network.arrived = { attempt in server = attempt.accept() }
/// let client = process.connect()
/// client.send(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
/// process.loop.run(for: .seconds(1))
/// ```
final class SimulatedProcess {
    let loop = VirtualLoop()
    let network: MemoryNetwork
    let runtime: Runtime
    let worker: Worker
    /// Client connections and Weir's ends of them, until `forgetClosed`.
    private(set) var connections: [DownstreamConnection] = []
    private(set) var clientStreams: [MemoryStream] = []
    private let log: TappedLog
    private let seed: UInt64
    private var probers: [HealthProber] = []

    /// - Parameters:
    ///   - configuration: its listeners are plain ones; servers have addresses, not names.
    ///   - seed: of every random choice that Weir makes.
    init(_ configuration: Configuration, seed: UInt64 = 1) throws {
        self.seed = seed
        network = MemoryNetwork(loop: loop)
        log = try TappedLog.take()
        runtime = Runtime(
            configuration: configuration,
            snapshot: Snapshot(
                configuration: configuration, keys: AffinityKeyRing(keys: configuration.affinityKeys), generation: 1,
                now: loop.moment),
            addresses: try ServerAddresses.all(of: configuration),
            accessLog: log.log, metrics: Metrics(build: []),
            logger: Logger(label: "simulated") { _ in SwiftLogNoOpLogHandler() }, workerCount: 1)
        worker = Worker(
            runtime: runtime, loop: loop, seed: seed, clock: LoopClock(source: loop), connector: network)
    }

    // MARK: Driving

    /// A client connects to a listener.
    ///
    /// - Returns: the client's end.
    func connect(listener: Int = 0, from peer: SocketAddress? = nil) -> RemoteEnd {
        let settings = runtime.configuration.listeners[listener]
        let setup = ListenerSetup(
            index: listener, role: settings.redirectToHTTPSPort.map(ListenerRole.redirectToHTTPS) ?? .proxy,
            trustedProxies: settings.trustedProxies, acceptsPreface: settings.plainHTTP2 == .priorKnowledge,
            proxyHeader: settings.proxyHeader, tls: nil)
        let stream = MemoryStream(loop: loop, remote: peer, local: nil)
        worker.eventBegan()
        guard let connection = try? DownstreamConnection(worker: worker, listener: setup, stream: stream),
            stream.begin(connection)
        else {
            stream.close()
            return stream.remote
        }
        connection.begin()
        connections.append(connection)
        clientStreams.append(stream)
        return stream.remote
    }

    /// Probes of all servers whose upstream asks for them.
    func startProbers() {
        for upstream in runtime.snapshot.upstreams {
            guard let settings = upstream.upstream.health else { continue }
            for server in upstream.servers {
                let prober = HealthProber(
                    upstream: upstream, server: server.index, settings: settings,
                    addresses: runtime.addresses[upstream.index][server.index], loop: loop,
                    seed: seed &+ UInt64(server.index), logger: runtime.logger, clock: LoopClock(source: loop),
                    connector: network)
                prober.start()
                probers.append(prober)
            }
        }
    }

    /// As on SIGTERM: idle connections close, others after their answer.
    func drain() {
        worker.eventBegan()
        runtime.beginDraining()
        _ = worker.drain()
    }

    /// As when draining took too long: what is under way is cut, and deadlines pass no more.
    func cut() {
        worker.eventBegan()
        runtime.beginDraining()
        worker.stop()
    }

    /// Probes under way still end.
    func stopProbers() {
        for prober in probers { prober.stop() }
    }

    /// Ends everything at once; nothing can be done with the process afterwards.
    func stop() {
        stopProbers()
        cut()
        loop.settle()
        loop.end()
        forgetClosed()
        log.give()
    }

    // MARK: Looking

    /// The lines of the access log since the last call, without newlines.
    func takeLogLines() -> [String] {
        worker.log.flush()
        return log.takeLines()
    }

    /// Connections that have ended are looked at no more.
    func forgetClosed() {
        connections.removeAll { !$0.stream.isOpen }
        clientStreams.removeAll { !$0.isOpen }
        network.forgetClosed()
    }

    /// Requests that have ended, as the metrics have it.
    var recordedRequests: Int { Int(total(.requests)) }
    /// As the metrics have it.
    var activeRequests: UInt64 { total(.active) }
    /// As the metrics have it.
    var clientConnections: UInt64 { total(.connections) }

    private func total(_ family: MetricFamily) -> UInt64 {
        runtime.metrics.sums(of: family).values.reduce(0) { $0 &+ ($1.first ?? 0) }
    }
}
