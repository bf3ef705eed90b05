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
    private let loops: [any EventLoop]
    private let control: any EventLoop
    private let mutable = Mutex(Mutable())

    private struct Mutable {
        var workers: [NIOLoopBound<Worker>] = []
        /// Serves the internal listeners on the control loop; not drained.
        var internalWorker: NIOLoopBound<Worker>?
        var probers: [NIOLoopBound<HealthProber>] = []
        var listeners: [any Channel] = []
        var internalListeners: [any Channel] = []
        var bound: [String: String] = [:]
        var socketFiles: [String] = []
    }

    init(runtime: Runtime, resolver: Resolver, loops: [any EventLoop], control: any EventLoop) {
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

    private func makeWorker(on loop: any EventLoop) async throws -> NIOLoopBound<Worker> {
        let runtime = self.runtime
        return try await loop.submit {
            NIOLoopBound(Worker(runtime: runtime, loop: loop, seed: RandomBytes.seed()), eventLoop: loop)
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
            let channel = try await BindAddress.explaining(listener.name, listener.address) {
                try await worker.eventLoop.flatSubmit {
                    do {
                        let setup = try plan.setup(ofListener: index, ticketKeys: ticketKeys)
                        return Acceptor(worker: worker.value, setup: setup).bind(to: target, sharesPort: isShared)
                    } catch {
                        return worker.eventLoop.makeFailedFuture(error)
                    }
                }.get()
            }
            // With port 0 the first worker's port is everybody's.
            if let bound = channel.localAddress { address = bound }
            note(channel, name: listener.name, isInternal: false)
        }
    }

    private func bindInternal(_ plan: ServerPlan, worker: NIOLoopBound<Worker>) async throws {
        for listener in plan.internalListeners(runtime: runtime) {
            let address = try BindAddress.check(listener.address, listener: listener.name)
            let channel = try await BindAddress.explaining(listener.name, listener.address) {
                try await worker.eventLoop.flatSubmit {
                    let setup = ListenerSetup(
                        index: nil, role: .service(listener.service), trustedProxies: [], tls: nil)
                    return Acceptor(worker: worker.value, setup: setup).bind(to: address, sharesPort: false)
                }.get()
            }
            note(channel, name: listener.name, isInternal: true)
        }
    }

    private func note(_ channel: any Channel, name: String, isInternal: Bool) {
        let text = channel.localAddress.map(BindAddress.describe) ?? ""
        mutable.withLock {
            $0.bound[name] = text
            if isInternal { $0.internalListeners.append(channel) } else { $0.listeners.append(channel) }
        }
    }

    private func startProbers() async throws {
        let runtime = self.runtime
        let control = self.control
        let probers = try await control.submit {
            runtime.snapshot.upstreams.flatMap { upstream -> [NIOLoopBound<HealthProber>] in
                guard let settings = upstream.upstream.health else { return [] }
                return upstream.servers.map { server in
                    let prober = HealthProber(
                        upstream: upstream, server: server.index, settings: settings,
                        addresses: runtime.addresses[upstream.index][server.index], loop: control,
                        seed: RandomBytes.seed(), logger: runtime.logger)
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
        for channel in listeners { try? await channel.close().get() }
        for path in mutable.withLock({ $0.socketFiles }) { BindAddress.removeSocket(path) }
    }

    /// - Returns: whether all client connections had ended in time.
    func drain(within limit: TimeAmount) async -> Bool {
        let workers = mutable.withLock { $0.workers }
        let drained = workers.map { worker in worker.eventLoop.flatSubmit { worker.value.drain() } }
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
        let (workers, internalWorker, probers, channels) = mutable.withLock {
            ($0.workers, $0.internalWorker, $0.probers, $0.internalListeners)
        }
        for prober in probers { try? await prober.eventLoop.submit { prober.value.stop() }.get() }
        for channel in channels { try? await channel.close().get() }
        for worker in workers + [internalWorker].compactMap({ $0 }) {
            try? await worker.eventLoop.submit { worker.value.stop() }.get()
        }
        resolver.stop()
        runtime.accessLog.close(within: .seconds(5))
    }
}
