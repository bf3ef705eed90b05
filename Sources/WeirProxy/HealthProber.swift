import Glibc
import Logging
import NIOCore
import WeirCore
import WeirModel

/// Probes one server for as long as it runs, and tells its upstream what came of it. Lives on one event loop.
final class HealthProber {
    private let upstream: UpstreamState
    private let index: Int
    private let addresses: ServerAddresses
    private let loop: any EventLoop
    private let logger: Logger
    private let settings: HealthCheck
    private var clock: LoopClock
    private let connector: any Connector
    private var machine: HealthMachine
    private var random: RandomSource
    private var scheduled: Scheduled<Void>?
    private var isStopped = false
    private var turn = 0

    init(
        upstream: UpstreamState, server: Int, settings: HealthCheck, addresses: ServerAddresses,
        loop: any EventLoop, seed: UInt64, logger: Logger, clock: LoopClock = LoopClock(),
        connector: any Connector = SocketConnector()
    ) {
        self.clock = clock
        self.connector = connector
        self.upstream = upstream
        self.index = server
        self.addresses = addresses
        self.loop = loop
        self.logger = logger
        self.settings = settings
        machine = HealthMachine(settings: settings, health: upstream.servers[server].health)
        random = RandomSource(seed: seed)
    }

    /// Begins; the first probe follows within a second. On the loop.
    func start() {
        schedule()
    }

    func stop() {
        isStopped = true
        scheduled?.cancel()
    }

    private func schedule() {
        guard !isStopped else { return }
        let delay = TimeAmount(machine.nextProbe(random: &random))
        scheduled = loop.assumeIsolated().scheduleTask(in: delay) { self.probe() }
    }

    private func probe() {
        turn &+= 1
        guard let address = addresses.candidates(turn: turn).first else {
            return finish(.failure(ProbeFailure("the server's name has no address")))
        }
        let server = upstream.servers[index].server
        let handler = ProbeHandler(
            settings: settings, host: Self.host(of: server, settings), announcement: upstream.upstream.announcement,
            promise: loop.makePromise())
        let result = handler.result
        connector.open(to: address, timeout: TimeAmount(settings.timeout), on: loop) { outcome in
            switch outcome {
            case .success(let stream): handler.begin(on: stream)
            case .failure(let error): handler.fail(ProbeFailure(connect: error))
            }
        }
        let deadline = loop.assumeIsolated().scheduleTask(in: TimeAmount(settings.timeout)) {
            handler.fail(ProbeFailure("no answer within \(self.settings.timeout)"))
        }
        result.assumeIsolated().whenComplete { outcome in
            deadline.cancel()
            self.finish(outcome)
        }
    }

    private func finish(_ outcome: Result<Void, any Error>) {
        guard !isStopped else { return }
        clock.synchronize()
        let now = clock.now
        let action: HealthAction? =
            switch outcome {
            case .success: machine.probeSucceeded(now: now)
            case .failure(let error): machine.probeFailed(reason: "\(error)", now: now)
            }
        if let action { apply(action, now: now) }
        schedule()
    }

    private func apply(_ action: HealthAction, now: Moment) {
        let metadata: Logger.Metadata = [
            "upstream": "\(upstream.upstream.name)", "server": "\(upstream.servers[index].server.id)",
        ]
        switch action {
        case .becameUp:
            upstream.setHealth(.up, reason: "", server: index, now: now)
            logger.notice("server is up", metadata: metadata)
        case .becameDown(let reason):
            upstream.setHealth(.down, reason: reason, server: index, now: now)
            logger.warning(
                "server is down", metadata: metadata.merging(["reason": "\(reason)"]) { first, _ in first })
        }
    }

    /// The `Host` field: what the check says, else the server's own address.
    private static func host(of server: Server, _ settings: HealthCheck) -> String {
        if case .http(let check) = settings.kind, let host = check.host { return host }
        switch server.address {
        case .ip(let address, let port): return address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        case .name(let name, let port): return "\(name):\(port)"
        case .unix: return "localhost"
        }
    }
}

/// Why a probe failed, in words for status pages.
struct ProbeFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }

    init(connect error: IOError) {
        description =
            error.errnoCode == ETIMEDOUT
            ? "no connection in time" : "no connection: \(String(cString: strerror(error.errnoCode)))"
    }
}
