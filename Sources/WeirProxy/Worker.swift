import NIOCore
import WeirCore
import WeirHTTP
import WeirModel
import WeirTelemetry

/// One event loop and all that it alone touches: pools, buffers, counters, deadlines.
final class Worker {
    /// Bytes that the system holds of a connection beyond those under way. With more, a peer that takes bytes slowly
    /// would for a long time look like one that takes none.
    static let unsentLimit = 128 * 1024
    private static let tick = TimeAmount.nanoseconds(DeadlineWheel.resolution)
    /// How long nothing is accepted after there was no file descriptor for a client.
    private static let shortagePause = TimeAmount.milliseconds(100)
    /// Exchanges kept for use by later requests.
    private static let spareLimit = 256

    let runtime: Runtime
    let loop: any EventLoop
    let deadlines: DeadlineWheel
    let log: AccessLogShard
    let metrics: MetricShard
    let responses: FaultResponses
    var world: World
    var clock: LoopClock
    let connector: any Connector
    var buffers = BufferPool()
    /// Of all HTTP/2 sessions.
    let fieldList = HTTP2FieldList()
    /// By upstream and server, as in the configuration.
    private(set) var pools: [[ServerPool]] = []
    /// Those whose connections serve one client connection each.
    private var announcingPools: [ServerPool] = []
    /// Connections with something to write at the end of the current event.
    var unflushedClients: [DownstreamConnection] = []
    var unflushedServers: [UpstreamConnection] = []
    /// Connections that carry many exchanges, with something to write at the end of the loop's turn: what several
    /// events led to goes into one record and one write.
    var unflushedSessions: [UpstreamSession] = []
    var unflushedMultiplexed: [DownstreamConnection] = []
    /// Those of them whose frames are to be put together at the end of the current event.
    var ungatheredClients: [DownstreamSession] = []
    var ungatheredServers: [UpstreamSession] = []
    private var isFlushing = false
    /// The loop says when a turn ends.
    private let hasTurns: Bool
    /// Connections whose first answer takes a ticket with it, unless the next tick comes before.
    var holders = TicketHolders()
    private var connections: [DownstreamConnection] = []
    /// Sockets that this worker accepts from; nothing is accepted while the worker holds all connections it may.
    private var acceptors: [ListeningSocket] = []
    private let connectionLimit: Int
    private var shortage = DescriptorShortage()
    /// Set while nothing is accepted for want of file descriptors.
    private var acceptsAgain: Scheduled<Void>?
    private var spares: [Exchange] = []
    private var spareStreams: [DownstreamStream] = []
    private var random: RandomSource
    private var lastCookieName: (text: String, bytes: [UInt8]) = ("", [])
    private var ticking: RepeatedTask?
    private var drained: EventLoopPromise<Void>?

    /// Must be called on the loop.
    init(
        runtime: Runtime, loop: any EventLoop, seed: UInt64, clock: LoopClock = LoopClock(),
        connector: any Connector = SocketConnector()
    ) {
        self.runtime = runtime
        self.loop = loop
        self.clock = clock
        self.connector = connector
        deadlines = DeadlineWheel(now: clock.monotonic())
        log = runtime.accessLog.makeShard(names: runtime.logNames)
        metrics = runtime.metrics.makeShard(names: runtime.metricNames)
        responses = FaultResponses()
        hasTurns = loop is SocketLoop
        connectionLimit = max(1, runtime.configuration.limits.connections / runtime.workerCount)
        world = World(snapshot: runtime.snapshot, seed: seed)
        random = RandomSource(seed: ~seed)
        pools = runtime.configuration.upstreams.enumerated().map { index, upstream in
            let settings = UpstreamSettings(upstream)
            let connector = ServerConnector(upstream: index, runtime: runtime, sockets: connector)
            return runtime.snapshot.upstreams[index].servers.map {
                ServerPool(
                    worker: self, settings: settings, state: $0, addresses: runtime.addresses[index][$0.index],
                    connector: connector.connector(to: $0.server))
            }
        }
        let sockets = loop as? SocketLoop
        sockets?.turnEnded = { [unowned self] in endTurn() }
        announcingPools = pools.joined().filter { $0.settings.announcement != nil }
        let bound = NIOLoopBound(self, eventLoop: loop)
        ticking = loop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in bound.value.turn() }
    }

    var isDraining: Bool { runtime.isDraining }

    /// When the current event began.
    var now: Moment { clock.now }

    /// Called at the beginning of everything that an event loop starts.
    func eventBegan() {
        clock.advance()
    }

    private func turn() {
        clock.synchronize()
        deadlines.turn(now: clock.monotonic())
        holders.touchAll()
        flush()
        log.flush()
    }

    /// Writes out what the event has left to be written. Called at the end of everything that an event loop starts.
    func flush() {
        // What is written may lead back here, out of the library that makes frames too; the outer call goes on then.
        guard !isFlushing else { return }
        isFlushing = true
        defer { isFlushing = false }
        writeOut()
    }

    private func writeOut() {
        while true {
            if let connection = unflushedServers.popLast() {
                connection.flush()
            } else if let connection = unflushedClients.popLast() {
                connection.flush()
            } else if let session = ungatheredServers.popLast() {
                session.gather()
            } else if let session = ungatheredClients.popLast() {
                session.gather()
            } else if hasTurns || !flushMultiplexed() {
                return
            }
        }
    }

    private func endTurn() {
        guard !isFlushing else { return }
        isFlushing = true
        defer { isFlushing = false }
        while flushMultiplexed() { writeOut() }
    }

    /// False: there was nothing to write.
    private func flushMultiplexed() -> Bool {
        if let session = unflushedSessions.popLast() {
            session.flush()
        } else if let connection = unflushedMultiplexed.popLast() {
            connection.flush()
        } else {
            return false
        }
        return true
    }

    // MARK: Exchanges

    func makeExchange(for client: any ExchangeClient) -> Exchange {
        let exchange = spares.popLast() ?? Exchange(worker: self, client: client)
        exchange.prepare(for: client)
        return exchange
    }

    func recycle(_ exchange: Exchange) {
        if spares.count < Self.spareLimit { spares.append(exchange) }
    }

    func makeStream(id: Int32, session: DownstreamSession) -> DownstreamStream {
        guard let stream = spareStreams.popLast() else { return DownstreamStream(id: id, session: session) }
        stream.renew(id: id, session: session)
        return stream
    }

    func recycle(_ stream: DownstreamStream) {
        if spareStreams.count < Self.spareLimit { spareStreams.append(stream) }
    }

    func appendRequestID(at moment: Moment, to bytes: inout [UInt8]) {
        WeirTelemetry.RequestID.append(at: moment, random: &random, to: &bytes)
    }

    func makeWebSocketHandshake() -> WebSocketHandshake {
        WebSocketHandshake(random: &random)
    }

    /// The name of an affinity cookie as bytes.
    func cookieName(_ affinity: Affinity) -> [UInt8] {
        if affinity.cookie != lastCookieName.text { lastCookieName = (affinity.cookie, Array(affinity.cookie.utf8)) }
        return lastCookieName.bytes
    }

    /// Writes an exchange down: the log's line and the metrics.
    func write(_ record: borrowing ExchangeRecord, head: borrowing RequestHead) {
        guard record.listener != nil else { return }
        metrics.record(record)
        log.record(record, head: head, hasHead: !head.methodText.isEmpty)
    }

    /// The client's address behind trusted proxies.
    func resolveClient(peer: IPAddress, request: borrowing RequestHead, listener: Int?) -> IPAddress {
        ClientAddress.resolve(peer: peer, trusted: trustedProxies(of: listener), fields: request.block)
    }

    /// Empty for internal listeners.
    func trustedProxies(of listener: Int?) -> [Network] {
        listener.map { runtime.configuration.listeners[$0].trustedProxies } ?? []
    }

    // MARK: Connections

    /// A socket that this worker accepts from.
    func add(acceptor: ListeningSocket) {
        acceptors.append(acceptor)
    }

    /// No file descriptor was left for the next client, and asked again at once the system would say so again and
    /// again: clients wait in the backlog for a moment.
    func pauseAccepting() {
        guard acceptsAgain == nil else { return }
        shortage.note(now: clock.monotonic(), logger: runtime.logger)
        setAccepting(false)
        acceptsAgain = loop.assumeIsolated().scheduleTask(in: Self.shortagePause) {
            self.acceptsAgain = nil
            self.setAccepting(self.connections.count < self.connectionLimit)
        }
    }

    private func setAccepting(_ accepting: Bool) {
        for acceptor in acceptors { acceptor.setAccepting(accepting) }
    }

    func add(_ connection: DownstreamConnection) {
        connection.registryIndex = connections.count
        connections.append(connection)
        if let listener = connection.facts.listener { metrics.connectionOpened(listener: listener) }
        if connections.count == connectionLimit { setAccepting(false) }
    }

    func remove(_ connection: DownstreamConnection) {
        let index = connection.registryIndex
        holders.remove(connection)
        if connections.count == connectionLimit { setAccepting(true) }
        guard index >= 0, let last = connections.popLast() else { return }
        connection.registryIndex = -1
        if last !== connection {
            connections[index] = last
            last.registryIndex = index
        }
        if let listener = connection.facts.listener { metrics.connectionClosed(listener: listener) }
        connection.facts.isClosed = true
        for pool in announcingPools { pool.clientClosed(connection.facts) }
        if connections.isEmpty { drained?.succeed() }
    }

    // MARK: Ending

    /// Closes idle connections, lets requests in flight end; the future ends when no client connection is left.
    func drain() -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        drained = promise
        for connection in connections { connection.drain() }
        for pool in pools.joined() { pool.closeIdle() }
        flush()
        if connections.isEmpty { promise.succeed() }
        return promise.futureResult
    }

    /// Closes everything that is left, and lets go of what points back here. No request begins after this.
    func stop() {
        for connection in connections { connection.stop() }
        for pool in pools.joined() { pool.closeIdle() }
        log.flush()
        acceptsAgain?.cancel()
        ticking?.cancel()
        ticking = nil
        (loop as? SocketLoop)?.turnEnded = nil
        drained?.succeed()
        drained = nil
        pools = []
        announcingPools = []
        spares = []
        spareStreams = []
        acceptors = []
    }
}
