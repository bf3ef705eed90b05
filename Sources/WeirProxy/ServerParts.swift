import NIOCore
import Synchronization
import WeirCore
import WeirModel
import WeirTLS
import WeirTelemetry

/// What a started server holds: workers, bound sockets, probes.
final class ServerParts: Sendable {
    let runtime: Runtime
    private let resolver: Resolver
    private let loops: [SocketLoop]
    private let control: SocketLoop
    private let mutable = Mutex(Mutable())

    private struct Mutable {
        var workers: [BoundWorker] = []
        /// Serves the internal listeners on the control loop; not drained.
        var internalWorker: BoundWorker?
        var probers: [NIOLoopBound<HealthProber>] = []
        var listeners: [NIOLoopBound<ListeningSocket>] = []
        var internalListeners: [NIOLoopBound<ListeningSocket>] = []
        var bound: [String: String] = [:]
        var socketFiles: [String] = []
    }

    init(runtime: Runtime, resolver: Resolver, loops: [SocketLoop], control: SocketLoop) {
        self.runtime = runtime
        self.resolver = resolver
        self.loops = loops
        self.control = control
    }

    /// The addresses that were bound, by listener name.
    var boundAddresses: [String: String] { mutable.withLock { $0.bound } }

    // MARK: Starting

    func start(_ plan: ServerPlan) async throws {
        for loop in loops {
            let worker = try await makeWorker(on: loop)
            mutable.withLock { $0.workers.append(worker) }
        }
        let internalWorker = try await makeWorker(on: control)
        mutable.withLock { $0.internalWorker = internalWorker }
        try await bindInternal(plan, worker: internalWorker)
        let ticketKeys = try TicketKeys()
        for index in runtime.configuration.listeners.indices {
            try await bind(listener: index, plan, ticketKeys: ticketKeys)
        }
        try await startProbers()
    }

    private func makeWorker(on loop: SocketLoop) async throws -> BoundWorker {
        let runtime = self.runtime
        return try await loop.submit {
            BoundWorker(Worker(runtime: runtime, loop: loop, seed: RandomBytes.seed()), loop: loop)
        }.get()
    }

    /// Every worker listens for itself, on a socket of its own; on a unix socket, which cannot be shared, one does.
    private func bind(listener index: Int, _ plan: ServerPlan, ticketKeys: TicketKeys) async throws {
        let listener = runtime.configuration.listeners[index]
        let workers = mutable.withLock { $0.workers }
        let isShared = workers.count > 1 && listener.address.isIP
        var address = try BindAddress.check(listener.address, listener: listener.name)
        if case .unix(let path) = listener.address { mutable.withLock { $0.socketFiles.append(path) } }
        for worker in isShared ? workers : Array(workers.prefix(1)) {
            let target = address
            let (socket, bound) = try await BindAddress.explaining(listener.name, listener.address) {
                try await worker.bind(to: target, sharesPort: isShared) {
                    try plan.setup(ofListener: index, ticketKeys: ticketKeys)
                }
            }
            // With port 0 the first worker's port is everybody's.
            address = bound
            note(socket, at: bound, name: listener.name, isInternal: false)
        }
    }

    private func bindInternal(_ plan: ServerPlan, worker: BoundWorker) async throws {
        for listener in plan.internalListeners(runtime: runtime) {
            let address = try BindAddress.check(listener.address, listener: listener.name)
            let (socket, bound) = try await BindAddress.explaining(listener.name, listener.address) {
                try await worker.bind(to: address, sharesPort: false) {
                    ListenerSetup(index: nil, role: .service(listener.service), trustedProxies: [], tls: nil)
                }
            }
            note(socket, at: bound, name: listener.name, isInternal: true)
        }
    }

    private func note(
        _ socket: NIOLoopBound<ListeningSocket>, at address: SocketAddress, name: String, isInternal: Bool
    ) {
        mutable.withLock {
            $0.bound[name] = BindAddress.describe(address)
            if isInternal { $0.internalListeners.append(socket) } else { $0.listeners.append(socket) }
        }
    }

    private func startProbers() async throws {
        let runtime = self.runtime
        let control = self.control
        let probers = try await control.submit {
            runtime.snapshot.upstreams.flatMap { upstream -> [NIOLoopBound<HealthProber>] in
                guard let settings = upstream.upstream.health else { return [] }
                let connector = ServerConnector(
                    upstream: upstream.index, runtime: runtime, sockets: SocketConnector())
                return upstream.servers.map { server in
                    let prober = HealthProber(
                        upstream: upstream, server: server.index, settings: settings,
                        addresses: runtime.addresses[upstream.index][server.index], loop: control,
                        seed: RandomBytes.seed(), logger: runtime.logger,
                        connector: connector.connector(to: server.server))
                    prober.start()
                    return NIOLoopBound(prober, eventLoop: control)
                }
            }
        }.get()
        mutable.withLock { $0.probers = probers }
    }

    // MARK: Ending

    func closeListeners() async {
        let listeners = mutable.withLock { parts in
            defer { parts.listeners = [] }
            return parts.listeners
        }
        for socket in listeners { await Self.close(socket) }
        for path in mutable.withLock({ $0.socketFiles }) { BindAddress.removeSocket(path) }
    }

    /// - Returns: whether all client connections had ended in time.
    func drain(within limit: TimeAmount) async -> Bool {
        let workers = mutable.withLock { $0.workers }
        let drained = workers.map { worker in worker.loop.flatSubmit { worker.value.drain() } }
        let all = EventLoopFuture.andAllComplete(drained, on: control).map { true }
        let timedOut = control.scheduleTask(in: limit) { false }
        let first = control.makePromise(of: Bool.self)
        all.whenSuccess { _ in
            timedOut.cancel()
            first.succeed(true)
        }
        timedOut.futureResult.whenSuccess { _ in first.succeed(false) }
        return (try? await first.futureResult.get()) ?? false
    }

    func stop() async {
        await closeListeners()
        let (workers, internalWorker, probers, sockets) = mutable.withLock {
            ($0.workers, $0.internalWorker, $0.probers, $0.internalListeners)
        }
        for prober in probers { try? await prober.eventLoop.submit { prober.value.stop() }.get() }
        for socket in sockets { await Self.close(socket) }
        for worker in workers + [internalWorker].compactMap({ $0 }) {
            try? await worker.loop.submit { worker.value.stop() }.get()
        }
        resolver.stop()
        runtime.accessLog.close(within: .seconds(5))
        for loop in loops + [control] { try? await loop.shutdownGracefully() }
    }

    private static func close(_ socket: NIOLoopBound<ListeningSocket>) async {
        try? await socket.eventLoop.submit { socket.value.close() }.get()
    }
}

/// A worker as other threads hold it: to be touched on its loop only.
struct BoundWorker: Sendable {
    let loop: SocketLoop
    private let bound: NIOLoopBound<Worker>

    /// On the loop.
    init(_ worker: Worker, loop: SocketLoop) {
        self.loop = loop
        bound = NIOLoopBound(worker, eventLoop: loop)
    }

    /// On the loop.
    var value: Worker { bound.value }

    /// Binds a listener, whose setup is made on the loop. Throws what that throws, and `IOError`.
    func bind(
        to address: SocketAddress, sharesPort: Bool, _ setup: @escaping @Sendable () throws -> ListenerSetup
    ) async throws -> (NIOLoopBound<ListeningSocket>, SocketAddress) {
        try await loop.submit {
            let socket = try Acceptor(worker: value, setup: setup(), loop: loop).bind(
                to: address, sharesPort: sharesPort)
            return (NIOLoopBound(socket, eventLoop: loop), socket.localAddress)
        }.get()
    }
}
